"""Writes the files beside it, with what PyTorch computes: /usr/bin/python3 golden.py (Debian's python3-torch and python3-onnx)."""
import json
import os

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

here = os.path.dirname(os.path.abspath(__file__))
expected = {}


class Scaled(nn.Module):
    """MatMul and Add, behind (x/4 - 1)."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.rand(5, 3) - 0.5)
        self.b = nn.Parameter(torch.rand(3))

    def forward(self, x):
        return torch.tanh(torch.matmul(x / 4 - 1, self.w) + self.b)


class FastGelu(nn.Module):
    def forward(self, x):
        return 0.5 * x * (1.0 + torch.tanh(0.7978845608 * (x + 0.044715 * torch.pow(x, 3.0))))


def write(name, net, shape, opset, dtype=torch.float32, batch=True):
    net = net.to(dtype).eval()
    for m in net.modules():
        if isinstance(m, nn.BatchNorm1d):
            m.running_mean.uniform_(-1, 1), m.running_var.uniform_(0.5, 2)
            m.weight.data.uniform_(0.5, 2), m.bias.data.uniform_(-1, 1)
        if isinstance(m, nn.LayerNorm):
            m.weight.data.uniform_(0.5, 2), m.bias.data.uniform_(-1, 1)
    x = torch.rand(4, *shape, dtype=dtype) * 4 - 2
    with torch.no_grad():
        y = net(x)
    path = os.path.join(here, name + ".onnx")
    axes = {"x": {0: "n"}, "y": {0: "n"}} if batch else None
    torch.onnx.export(net, x, path, opset_version=opset, input_names=["x"], output_names=["y"], dynamic_axes=axes,
                      training=torch.onnx.TrainingMode.PRESERVE)
    expected[name] = {"x": x.flatten().tolist(), "y": y.flatten().tolist()}


torch.manual_seed(1)
write("softmax", nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3), nn.Softmax(1)), [5], 13)
write("logsoftmax", nn.Sequential(nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 3), nn.LogSoftmax(-1)), [5], 15)
write("parts", nn.Sequential(nn.Linear(5, 4), nn.GELU(), nn.Linear(4, 4), nn.GELU("tanh"), nn.Linear(4, 4), nn.SiLU(),
                             nn.Linear(4, 4), FastGelu(), nn.Linear(4, 2)), [5], 16)
write("normalised", nn.Sequential(nn.Flatten(), nn.BatchNorm1d(6), nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Dropout(0.5),
                                  nn.BatchNorm1d(4), nn.Linear(4, 3), nn.LeakyReLU(), nn.Linear(3, 1), nn.Sigmoid()), [1, 2, 3], 17)
write("double", nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 2)), [5], 14, torch.float64)
write("matmul", Scaled(), [5], 13)
write("fixed", nn.Sequential(nn.Linear(5, 2)), [5], 13, batch=False)


def weights(name, element):
    """FLOAT16 or BFLOAT16 weights in int32_data, cast in the graph."""
    w = numpy.array([[0.5, -1.25, 6e-8], [2, 3.140625, -0.0]], numpy.float32)
    if element == TensorProto.FLOAT16:
        bits, w = w.astype(numpy.float16).view(numpy.uint16), w.astype(numpy.float16).astype(numpy.float32)
    else:
        bits = (w.view(numpy.uint32) >> 16).astype(numpy.uint16)
        w = (bits.astype(numpy.uint32) << 16).view(numpy.float32)
    t = TensorProto(name="w", data_type=element, dims=[2, 3], int32_data=bits.flatten().tolist())
    nodes = [helper.make_node("Cast", ["w"], ["wide"], name="widen", to=TensorProto.FLOAT)]
    nodes += [helper.make_node("Transpose", ["wide"], ["turned"], perm=[1, 0]), helper.make_node("MatMul", ["x", "turned"], ["y"])]
    value = lambda n, k: helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", k])
    g = helper.make_graph(nodes, "g", [value("x", 3)], [value("y", 2)], [t])
    m = helper.make_model(g, opset_imports=[helper.make_opsetid("", 13)])
    onnx.checker.check_model(m)
    onnx.save(m, os.path.join(here, name + ".onnx"))
    x = numpy.array([[1, 2, 4], [-1, 0.5, 1e6]], numpy.float32)
    expected[name] = {"x": x.flatten().tolist(), "y": (x.astype(numpy.float64) @ w.T.astype(numpy.float64)).flatten().tolist()}


weights("float16", TensorProto.FLOAT16)
weights("bfloat16", TensorProto.BFLOAT16)
m = onnx.load(os.path.join(here, "softmax.onnx"))
external = os.path.join(here, "external.data")
if os.path.exists(external):
    os.remove(external)
onnx.save(m, os.path.join(here, "external.onnx"), save_as_external_data=True, location="external.data", size_threshold=0)
expected["external"] = expected["softmax"]
write("layernorm", nn.Sequential(nn.Linear(5, 4), nn.LayerNorm(4), nn.LeakyReLU(0.2), nn.Linear(4, 3), nn.LayerNorm(3, eps=1e-3)), [5], 17)
with open(os.path.join(here, "golden.json"), "w") as f:
    json.dump(expected, f, indent=1)
    f.write("\n")
