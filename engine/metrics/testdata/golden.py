"""Writes golden.json: predictions, labels, and what scikit-learn makes of them.

    python3 golden.py > golden.json        # Debian 12: python3-sklearn 1.2.1
"""
import json
import sys

import numpy as np
from sklearn import metrics as sk

rng = np.random.RandomState(18)


def scores(y, p, w, zero, **labels):
    out = {}
    of = lambda average: sk.precision_recall_fscore_support(
        y, p, average=average, sample_weight=w, zero_division=zero, **labels)
    precision, recall, f1, support = of(None)
    out["of"] = [list(map(float, s)) for s in zip(precision, recall, f1, support)]
    for average in "macro", "micro", "weighted":
        out[average] = list(map(float, of(average)[:3]))
    return out


def distribution(m, n, digits):
    z = rng.randint(0, 10 ** digits, (m, n)) + 1.0  # few digits, so that there are ties
    return z / z.sum(axis=1, keepdims=True)


def weights(m, weighted):
    return rng.randint(1, 9, m) / 4.0 if weighted else None


def plain(a):
    return None if a is None else np.asarray(a).ravel().tolist()


def classification(m, n, digits, weighted, zero):
    """n = 1: the probability of class 1."""
    w = weights(m, weighted)
    if n == 1:
        p = rng.randint(0, 10 ** digits + 1, m) / 10.0 ** digits
        y = (rng.rand(m) < 0.3 + 0.4 * p).astype(int)
        picked, shares = (p > 0.5).astype(int), np.c_[1 - p, p]
        auc = [sk.roc_auc_score(y, p, sample_weight=w)]
        weighted_auc = auc[0]
    else:
        p = shares = distribution(m, n, digits)
        y = np.array([rng.choice(n, p=q) for q in p])
        y[:n] = range(n)  # every class is there
        picked = p.argmax(axis=1)
        hot = np.eye(n)[y]
        auc = [sk.roc_auc_score(hot[:, j], p[:, j], sample_weight=w) for j in range(n)]
        weighted_auc = sk.roc_auc_score(hot, p, average="weighted", sample_weight=w)
    case = {
        "outputs": n, "prediction": plain(p), "classes": plain(y), "weights": plain(w), "zero": zero,
        "confusion": plain(sk.confusion_matrix(y, picked, labels=range(max(n, 2)), sample_weight=w).astype(float)),
        "accuracy": sk.accuracy_score(y, picked, sample_weight=w),
        "scores": scores(y, picked, w, zero),
        "auc": auc, "weighted_auc": weighted_auc,
        "logloss": [sk.log_loss(y, of, labels=range(max(n, 2)), sample_weight=w)
                    for of in (shares, shares.astype(np.float32))],  # each type has its epsilon
    }
    if n > 2 and digits > 3:  # no ties
        case["top"] = [sk.top_k_accuracy_score(y, p, k=k, labels=range(n), sample_weight=w) for k in range(1, n)]
    return case


def multilabel(m, n, digits, weighted, zero, never=None):
    w = weights(m, weighted)
    p = rng.randint(0, 10 ** digits + 1, (m, n)) / 10.0 ** digits
    y = (rng.rand(m, n) < p).astype(int)
    if never is not None:
        p[:, never] = 0.25
    picked = (p > 0.5).astype(int)
    return {
        "outputs": n, "prediction": plain(p), "values": plain(y.astype(float)), "weights": plain(w), "zero": zero,
        "accuracy": 1 - sk.hamming_loss(y, picked, sample_weight=w),
        "each": [sk.accuracy_score(y[:, j], picked[:, j], sample_weight=w) for j in range(n)],
        "exact": sk.accuracy_score(y, picked, sample_weight=w),
        "scores": scores(y, picked, w, zero),
        "auc": [sk.roc_auc_score(y[:, j], p[:, j], sample_weight=w) for j in range(n)],
        "weighted_auc": sk.roc_auc_score(y, p, average="weighted", sample_weight=w),
    }


def regression(m, n, weighted, constant=False, right=False):
    w = weights(m, weighted)
    y = rng.randint(-100, 101, (m, n)) / 8.0 + 50
    p = y + rng.randint(-20, 21, (m, n)) / 16.0
    if constant:
        y[:] = 3
    if right:
        p = y.copy()
    of = lambda f: plain(f(y, p, sample_weight=w, multioutput="raw_values"))
    return {
        "outputs": n, "prediction": plain(p), "values": plain(y), "weights": plain(w),
        "mse": of(sk.mean_squared_error), "mae": of(sk.mean_absolute_error), "r2": of(sk.r2_score),
        "rmse": plain(sk.mean_squared_error(y, p, sample_weight=w, multioutput="raw_values", squared=False)),
        "means": [sk.mean_squared_error(y, p, sample_weight=w),
                  sk.mean_squared_error(y, p, sample_weight=w, squared=False),
                  sk.mean_absolute_error(y, p, sample_weight=w), sk.r2_score(y, p, sample_weight=w)],
    }


def never_predicted(zero):
    """Class 2 is never predicted, class 3 never there, class 4 neither."""
    y = np.array([0, 0, 1, 1, 2, 2, 0, 1, 2, 0])
    picked = np.array([0, 1, 1, 3, 0, 1, 0, 1, 3, 0])
    return {
        "outputs": 5, "prediction": plain(np.eye(5)[picked]), "classes": plain(y), "weights": None, "zero": zero,
        "confusion": plain(sk.confusion_matrix(y, picked, labels=range(5)).astype(float)),
        "accuracy": sk.accuracy_score(y, picked),
        "scores": dict(scores(y, picked, None, zero), of=scores(y, picked, None, zero, labels=range(5))["of"]),
    }


json.dump({
    "classification": [classification(40, 1, 1, False, 0), classification(60, 1, 2, True, 0),
                       classification(50, 2, 1, True, 1), classification(60, 4, 1, False, 0),
                       classification(60, 5, 6, True, 0), never_predicted(0), never_predicted(1)],
    "multilabel": [multilabel(40, 3, 1, False, 0), multilabel(50, 4, 2, True, 0),
                   multilabel(40, 3, 1, True, 1, never=1), multilabel(40, 3, 1, False, 0, never=2)],
    "regression": [regression(30, 1, False), regression(40, 3, True), regression(10, 2, False, constant=True),
                   regression(10, 1, True, constant=True, right=True)],
}, sys.stdout, separators=(",", ":"))
print()
