"""Freezes models that PyTorch exports to ONNX, as base64, with what they compute.

    python from_pytorch.py > from-pytorch.json     (needs torch, onnx, onnxscript)
"""

import base64
import io
import json
import warnings

import torch

warnings.filterwarnings("ignore")
torch.manual_seed(11)
nn = torch.nn


class Block(nn.Module):
    """A block of a transformer, written by hand."""

    def __init__(self, width=8, heads=2):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.dense = nn.Sequential(nn.Linear(width, 16), nn.GELU(), nn.Linear(16, width))

    def forward(self, x):
        n, steps, width = x.shape
        q, k, v = self.qkv(self.norm(x)).split(width, dim=-1)
        split = lambda t: t.view(n, steps, self.heads, width // self.heads).transpose(1, 2)
        scores = split(q) @ split(k).transpose(-2, -1) / (width // self.heads) ** 0.5
        seen = torch.tril(torch.ones(steps, steps)) > 0
        weights = scores.masked_fill(~seen, float("-inf")).softmax(-1)
        x = x + self.out((weights @ split(v)).transpose(1, 2).reshape(n, steps, width))
        return x + self.dense(x)


class Recurrent(nn.Module):
    def __init__(self, kind, **options):
        super().__init__()
        self.layer = kind(3, 4, batch_first=True, **options)

    def forward(self, x):
        return self.layer(x)[0]


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(9, 4)
        self.dense = nn.Linear(4, 2)

    def forward(self, ids):
        return self.dense(self.table(ids).mean(1))


def case(name, model, x, **options):
    model.eval()
    file = io.BytesIO()
    with torch.no_grad():
        y = model(x)
        torch.onnx.export(
            model,
            (x,),
            file,
            input_names=["x"],
            output_names=["y"],
            dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
            dynamo=False,
            **options,
        )
    return {
        "name": name,
        "base64": base64.b64encode(file.getvalue()).decode(),
        "x": {"shape": list(x.shape), "dtype": "int32" if x.dtype == torch.int64 else "float32", "values": x.flatten().tolist()},
        "y": {"shape": list(y.shape), "values": y.flatten().tolist()},
    }


pictures = nn.Sequential(
    nn.Conv2d(2, 4, 3, padding=1),
    nn.ReLU(),
    # Right behind the convolution, the exporter would make it part of that.
    nn.BatchNorm2d(4),
    nn.MaxPool2d(2),
    nn.Conv2d(4, 4, 3, groups=2, stride=2, padding=1),
    nn.LeakyReLU(0.1),
    nn.ConvTranspose2d(4, 2, 3, stride=2, output_padding=1, padding=1),
    nn.AvgPool2d(2, padding=1),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(2, 3),
    nn.Softmax(-1),
)
pictures[2].running_mean.uniform_(-0.5, 0.5)
pictures[2].running_var.uniform_(0.5, 1.5)
cases = [
    case("dense", nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Dropout(), nn.Linear(4, 2), nn.Sigmoid()), torch.randn(2, 3)),
    case("activations", nn.Sequential(nn.ELU(), nn.Hardsigmoid(), nn.Hardswish(), nn.SiLU(), nn.Softplus(), nn.PReLU()), torch.randn(2, 3)),
    case("pictures", pictures, torch.randn(2, 2, 9, 9), opset_version=13),
    case("sequences of channels", nn.Sequential(nn.Conv1d(3, 4, 2, padding=1), nn.MaxPool1d(2), nn.LogSoftmax(1)), torch.randn(2, 3, 7)),
    case("a block of a transformer", Block(), torch.randn(2, 5, 8)),
    case("lstm", Recurrent(nn.LSTM), torch.randn(2, 5, 3)),
    case("gru, both directions", Recurrent(nn.GRU, bidirectional=True), torch.randn(2, 5, 3)),
    case("rnn of two layers", Recurrent(nn.RNN, num_layers=2), torch.randn(2, 5, 3)),
    case("embedding", Words(), torch.tensor([[1, 2, 8], [0, 0, 3]])),
]
print(json.dumps(cases, indent=1))
