#!/usr/bin/env python3
"""Makes the models that the peers run, all with the same random weights.

    python3 make_models.py FOLDER [--models vits8 ...] [--sizes 224 ...]

For each model: NAME.safetensors (DINO's names, what our library loads), and for each size
NAME-SIZE.onnx and NAME-SIZE.pt (TorchScript), both for any number of images of that size; in the
ONNX file that axis is named "batch". Needs PyTorch 1.13 or later, as Debian's python3-torch;
nothing else.

The models are recorded with no images at all: every operation runs on an empty batch and costs
nothing. With one image a recording takes minutes where PyTorch has only the reference BLAS, as
Debian's (2.5 GFLOP/s), and several GB at 640 pixels. What the files compute is checked where they
are used, against our library.
"""
import argparse
import json
import pathlib
import struct

import torch
from torch import nn
from torch.nn import functional

MODELS = {"vits8": (8, 384, 6), "vits16": (16, 384, 6), "vitb8": (8, 768, 12)}
DEPTH = 12


class Block(nn.Module):
    """Attention and MLP, each behind a layer norm and beside a residual connection."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        head = width // self.heads
        qkv = self.qkv(self.norm1(x)).reshape(batch, tokens, 3, self.heads, head)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(q @ k.transpose(-2, -1) * head**-0.5, dim=-1)
        x = x + self.proj((weights @ v).transpose(1, 2).reshape(batch, tokens, width))
        return x + self.fc2(functional.gelu(self.fc1(self.norm2(x))))


class VisionTransformer(nn.Module):
    """The backbone up to the last layer norm; positions belong to one size."""

    def __init__(self, patch, width, heads, positions):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, width, patch, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.positions = nn.Parameter(positions)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(DEPTH))
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def forward(self, images):
        x = self.patch_embed(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], dim=1) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


def random_weights(patch, width, generator):
    """Weights with the names and shapes of DINO's files."""

    def normal(*shape, deviation=0.02):
        return torch.randn(*shape, generator=generator) * deviation

    grid = 224 // patch
    weights = {
        "cls_token": normal(1, 1, width),
        "pos_embed": normal(1, 1 + grid * grid, width),
        "patch_embed.proj.weight": normal(width, 3, patch, patch),
        "patch_embed.proj.bias": normal(width),
    }
    layers = {
        "attn.qkv": (3 * width, width),
        "attn.proj": (width, width),
        "mlp.fc1": (4 * width, width),
        "mlp.fc2": (width, 4 * width),
    }
    norms = ["norm"]
    for i in range(DEPTH):
        for name, shape in layers.items():
            weights[f"blocks.{i}.{name}.weight"] = normal(*shape)
            weights[f"blocks.{i}.{name}.bias"] = normal(shape[0])
        norms += [f"blocks.{i}.norm1", f"blocks.{i}.norm2"]
    for name in norms:
        weights[name + ".weight"] = 1 + normal(width)
        weights[name + ".bias"] = normal(width)
    return weights


def resized_positions(pos_embed, patch, size):
    """Positions for another size: bicubic, with DINO's 0.1 in the scale."""
    old, new = 224 // patch, size // patch
    if old == new:
        return pos_embed
    grid = pos_embed[:, 1:].reshape(1, old, old, -1).permute(0, 3, 1, 2)
    scale = (new + 0.1) / old
    grid = functional.interpolate(
        grid, scale_factor=(scale, scale), mode="bicubic", align_corners=False,
        recompute_scale_factor=False)
    assert grid.shape[-1] == new, grid.shape
    return torch.cat([pos_embed[:, :1], grid.permute(0, 2, 3, 1).reshape(1, new * new, -1)], dim=1)


def state_of(weights, positions):
    """DINO's names turned into those of the module above."""
    state = {"positions": positions}
    for name, value in weights.items():
        if name != "pos_embed":
            name = name.replace(".attn.", ".").replace(".mlp.", ".")
            state[name.replace("patch_embed.proj", "patch_embed")] = value
    return state


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, value in tensors.items():
        size = 4 * value.numel()
        header[name] = {
            "dtype": "F32", "shape": list(value.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(value.contiguous().numpy().tobytes())


def record(model, images, target):
    """Writes both files."""
    with torch.no_grad():
        torch.jit.trace(model, images, check_trace=False).save(f"{target}.pt")
        torch.onnx.export(
            model, images, f"{target}.onnx", opset_version=17, input_names=["images"],
            output_names=["tokens"], dynamic_axes={"images": {0: "batch"}, "tokens": {0: "batch"}})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--models", nargs="+", choices=MODELS, default=["vits8"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[160, 224, 320, 448, 640])
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.models:
        patch, width, heads = MODELS[name]
        weights = random_weights(patch, width, torch.Generator().manual_seed(1))
        write_safetensors(arguments.folder / f"{name}.safetensors", weights)
        for size in arguments.sizes:
            positions = resized_positions(weights["pos_embed"], patch, size)
            model = VisionTransformer(patch, width, heads, positions).eval()
            model.load_state_dict(state_of(weights, positions))
            target = arguments.folder / f"{name}-{size}"
            record(model, torch.zeros(0, 3, size, size), target)
            print(target)


if __name__ == "__main__":
    main()
