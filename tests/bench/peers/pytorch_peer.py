"""PyTorch, eager. Kernels of convolutions are turned from HWIO into its OIHW, pictures into NCHW."""

import sys

import torch
from given import PICTURES, STEPS, gpt, ids, labels, pictures, products, recurrent, spread, weights
from serve import first_steps, serve
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

    return step, *first_steps(step, STEPS)


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
    layers = [part for i in range(5) for part in (dense(100, 100, 2 + i), nn.Sigmoid())]
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


class Block(nn.Module):
    """As it is usually written: one projection to queries, keys and values, fused attention, norms before."""

    def __init__(self, width, heads, seed):
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.qkv = nn.Linear(width, 3 * width)
        with torch.no_grad():
            parts = [torch.from_numpy(weights((width, width), seed + i).T) for i in range(3)]
            self.qkv.weight.copy_(torch.cat(parts))
            self.qkv.bias.zero_()
        self.out = dense(width, width, seed + 3)
        self.hidden = nn.Sequential(dense(width, 4 * width, seed + 4), nn.GELU(), dense(4 * width, width, seed + 5))

    def forward(self, x):
        batch, steps, width = x.shape
        q, k, v = (z.view(batch, steps, self.heads, -1).transpose(1, 2) for z in self.qkv(self.norms[0](x)).split(width, 2))
        y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(batch, steps, width))
        return x + self.hidden(self.norms[1](x))


class CharacterModel(nn.Module):
    def __init__(self, letters, blocks, heads, width, context, batch):
        super().__init__()
        self.letters = nn.Embedding(letters, width)
        self.places = nn.Embedding(context, width)
        with torch.no_grad():
            self.letters.weight.copy_(torch.from_numpy(weights((letters, width), 2)))
            self.places.weight.copy_(torch.from_numpy(weights((context, width), 3)))
        self.blocks = nn.Sequential(*(Block(width, heads, 4 + 6 * i) for i in range(blocks)))
        self.norm = nn.LayerNorm(width)
        self.head = dense(width, letters, 4 + 6 * blocks)

    def forward(self, x):
        y = self.letters(x) + self.places(torch.arange(x.shape[1]))
        return self.head(self.norm(self.blocks(y))).flatten(0, 1)


def character_model():
    shape = (gpt["batch"], gpt["context"])
    x, y = (torch.from_numpy(ids(shape, gpt["letters"], seed)).long() for seed in (1, 2))
    model = CharacterModel(**gpt)
    return train(model, x, y.flatten(), nn.functional.cross_entropy, adam(model))


class Recurrent(nn.Module):
    def __init__(self, features, units):
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)
        self.head = dense(units, 10, 4)
        with torch.no_grad():
            self.lstm.weight_ih_l0.copy_(torch.from_numpy(weights((features, 4 * units), 2).T))
            self.lstm.weight_hh_l0.copy_(torch.from_numpy(weights((units, 4 * units), 3).T))
            for bias in (self.lstm.bias_ih_l0, self.lstm.bias_hh_l0):
                bias.zero_()
            self.lstm.bias_ih_l0[units : 2 * units] = 1
        self.lstm.bias_hh_l0.requires_grad_(False)  # one bias, as the others have

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


def lstm():
    model = Recurrent(recurrent["features"], recurrent["units"])
    x = torch.from_numpy(spread((recurrent["batch"], recurrent["steps"], recurrent["features"]), 1))
    return train(model, x, truth[: recurrent["batch"]], nn.functional.cross_entropy, adam(model))


class Pictures(torch.utils.data.Dataset):
    """As torchvision's sets are: a picture at a time, bytes divided by 255."""

    def __init__(self):
        self.pixels = torch.from_numpy(pictures())
        self.classes = torch.arange(PICTURES) * 7 % 10

    def __len__(self):
        return PICTURES

    def __getitem__(self, i):
        return self.pixels[i].float().div(255), self.classes[i]


def epoch():
    model = classifier()
    optimizer = adam(model)
    loader = torch.utils.data.DataLoader(Pictures(), batch_size=128, shuffle=True, drop_last=True)

    def call():
        for x, y in loader:
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()

    return call, 0.0


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
        "gpt": character_model,
        "lstm": lstm,
        "epoch": epoch,
        **products(gemm),
    }
)
