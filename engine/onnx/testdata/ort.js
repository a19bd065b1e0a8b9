// Runs models in ONNX Runtime: reads a list of {path, type, x, n, level} from standard input, of x with n
// features, and writes a list of their outputs.
const ort = require("onnxruntime-node");

async function main() {
  const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const outputs = [];
  for (const c of cases) {
    const session = await ort.InferenceSession.create(c.path, { logSeverityLevel: 3, graphOptimizationLevel: c.level });
    const data = c.type === "float32" ? Float32Array.from(c.x) : Float64Array.from(c.x);
    const result = await session.run({ [session.inputNames[0]]: new ort.Tensor(c.type, data, [c.x.length / c.n, c.n]) });
    outputs.push(Array.from(result[session.outputNames[0]].data));
  }
  console.log(JSON.stringify(outputs));
}

main().catch((e) => { console.error(e); process.exit(1); });
