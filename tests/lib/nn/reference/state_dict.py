"""Freezes PyTorch's models as safetensors files, as base64, with what they compute.

    python state_dict.py > state-dict.json     (needs torch and safetensors)

Images are [N, channels, height, width] there; inputs and outputs are written as [N, height, width, channels].
"""

import base64
import json

import torch
from safetensors.torch import save

torch.manual_seed(7)


def case(name, model, x, last=False, pick=lambda y: y):
    """With channels last in the file, for images (4 axes) and sequences of channels (last=True)."""
    model.eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    for buffer_name, buffer in model.named_buffers():
        if buffer.dtype.is_floating_point:
            buffer.uniform_(0.5, 1.5)
    with torch.no_grad():
        y = pick(model(x))
    if last:
        order = [0, *range(2, x.dim()), 1]
        x = x.permute(order).contiguous()
        y = y.permute([0, *range(2, y.dim()), 1]).contiguous() if y.dim() > 2 else y
    return {
        "name": name,
        "base64": base64.b64encode(save(model.state_dict())).decode(),
        "x": {"shape": list(x.shape), "dtype": "int32" if x.dtype == torch.int64 else "float32", "values": x.flatten().tolist()},
        "y": {"shape": list(y.shape), "values": y.flatten().tolist()},
    }


nn = torch.nn


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, x):
        return self.attention(x, x, x, need_weights=False)[0]


sequence = torch.randn(2, 5, 3)
image = torch.randn(2, 3, 6, 5)
cases = [
    case("dense", nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), torch.randn(4, 3)),
    case("batch normalization", nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4, eps=1e-3)), torch.randn(4, 3)),
    case("layer normalization", nn.Sequential(nn.LayerNorm(3, eps=1e-3)), torch.randn(4, 3)),
    case("convolution", nn.Sequential(nn.Conv2d(3, 4, 3, stride=2)), image, last=True),
    case("grouped convolution", nn.Sequential(nn.Conv2d(3, 6, 2, groups=3)), image, last=True),
    case("depthwise convolution", nn.Sequential(nn.Conv2d(3, 6, (3, 2), groups=3)), image, last=True),
    case("transposed convolution", nn.Sequential(nn.ConvTranspose2d(3, 2, 3, stride=2)), image, last=True),
    case("group normalization", nn.Sequential(nn.Conv2d(3, 4, 1), nn.GroupNorm(2, 4, eps=1e-3)), image, last=True),
    case("convolution of sequences", nn.Sequential(nn.Conv1d(3, 4, 2)), torch.randn(2, 3, 6), last=True),
    case("embedding", nn.Sequential(nn.Embedding(7, 3)), torch.tensor([[1, 6, 0], [2, 2, 5]])),
    case("simpleRnn", nn.RNN(3, 4, batch_first=True), sequence, pick=lambda y: y[0]),
    case("gru", nn.GRU(3, 4, batch_first=True), sequence, pick=lambda y: y[0]),
    case("lstm", nn.LSTM(3, 4, batch_first=True), sequence, pick=lambda y: y[0]),
    case("lstm without bias", nn.LSTM(3, 4, batch_first=True, bias=False), sequence, pick=lambda y: y[0]),
    case("attention", Attention(), torch.randn(2, 4, 8)),
]
print(json.dumps(cases, indent=1))
