"""PyTorch, eager. Kernels of convolutions are turned from HWIO into its OIHW, pictures into NCHW."""

import sys

import torch
from given import STEPS, labels, products, spread, weights
from serve import serve
from torch import nn

torch.set_num_threads(int(sys.argv[1]))
truth = torch.from_numpy(labels).long()


def dense(inputs, outputs, seed):
    layer = nn.Linear(inputs, outputs)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights((inputs, outputs), seed).T))
        layer.bias.zero_()
    return layer


def conv(inputs, outputs, seed):
    layer = nn.Conv2d(inputs, outputs, 3)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights((3, 3, inputs, outputs), seed).transpose(3, 2, 0, 1)))
        layer.bias.zero_()
    return layer


class ChannelsLast(nn.Module):
    """Flattens as the other libraries do: channels vary fastest."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def classifier():
    return nn.Sequential(dense(784, 512, 2), nn.BatchNorm1d(512, eps=1e-3, momentum=0.01), nn.ReLU(), dense(512, 10, 3))


def train(model, x, truth, loss_of, optimizer):
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(model(x), truth)
        loss.backward()
        optimizer.step()
        return loss

    for _ in range(STEPS):
        loss = step()
    return step, loss.item()


def adam(model):
    return torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)


def predict(model, x):
    model.eval()

    def call():
        with torch.inference_mode():
            return model(x)

    return call, call().square().mean().item()


def w1_train():
    model = classifier()
    return train(model, torch.from_numpy(spread((128, 784), 1)), truth, nn.functional.cross_entropy, adam(model))


def w1_predict(rows):
    model = nn.Sequential(*classifier(), nn.Softmax(1))
    return predict(model, torch.from_numpy(spread((128, 784), 1))[:rows].contiguous())


def w2():
    layers = [part for i in range(5) for part in (dense(100, 100, 2 + i), nn.ReLU())]
    return predict(nn.Sequential(*layers), torch.from_numpy(spread((1000, 100), 1)))


def w3():
    model = nn.Sequential(dense(2, 2, 2), nn.Sigmoid(), dense(2, 1, 3), nn.Sigmoid())
    x = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = torch.tensor([[0.0], [1], [1], [0]])
    return train(model, x, y, nn.functional.mse_loss, torch.optim.SGD(model.parameters(), lr=0.5))


def w4():
    model = nn.Sequential(
        *(conv(1, 16, 2), nn.ReLU(), nn.MaxPool2d(2)),
        *(conv(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(ChannelsLast(), dense(800, 10, 4)),
    )
    x = torch.from_numpy(spread((128, 28, 28, 1), 1)).permute(0, 3, 1, 2).contiguous()
    return train(model, x, truth, nn.functional.cross_entropy, adam(model))


def gemm(m, k, n):
    a, b = torch.from_numpy(spread((m, k), 1)), torch.from_numpy(spread((k, n), 2))
    return lambda: a @ b, (a @ b).square().mean().item()


serve(
    {
        "w1-train": w1_train,
        "w1-predict-128": lambda: w1_predict(128),
        "w1-predict-1": lambda: w1_predict(1),
        "w2": w2,
        "w3": w3,
        "w4": w4,
        **products(gemm),
    }
)
