"""The vision transformer of DINO, its projection head, and safetensors files.

Axis letters: B images, H and W pixels, P patch, h and w patches, N = 1 + h*w tokens (CLS first), D width,
A heads. Parameter names are those of DINO's .pth files, so that every reader of those reads ours.
"""
import json
import math
import struct

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-6


def truncated_normal(tensor, deviation=0.02):
    return nn.init.trunc_normal_(tensor, std=deviation, a=-2 * deviation, b=2 * deviation)


def attend(q, k, v):
    """Softmax attention of (B, A, N, d) tensors; fused where this PyTorch can."""
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v)
    return torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]), dim=-1) @ v


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        return self.proj(attend(q, k, v).transpose(1, 2).reshape(b, n, d))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    """Pre-norm block. `keep` is (2, B, 1, 1): what stochastic depth multiplies the two branches by."""

    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=EPSILON)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=EPSILON)
        self.mlp = Mlp(width)

    def forward(self, x, keep=None):
        if keep is None:
            x = x + self.attn(self.norm1(x))
            return x + self.mlp(self.norm2(x))
        x = x + keep[0] * self.attn(self.norm1(x))
        return x + keep[1] * self.mlp(self.norm2(x))


class PatchEmbedding(nn.Module):
    """Convolution of kernel and stride P, computed as one matrix product."""

    def __init__(self, width, patch):
        super().__init__()
        self.patch = patch
        self.proj = nn.Conv2d(3, width, patch, patch)

    def forward(self, images):
        b, c, height, width = images.shape
        p = self.patch
        x = images.reshape(b, c, height // p, p, width // p, p).permute(0, 2, 4, 1, 3, 5)
        return F.linear(x.reshape(b, -1, c * p * p), self.proj.weight.flatten(1), self.proj.bias)


class VisionTransformer(nn.Module):
    def __init__(self, width=192, depth=12, heads=3, patch=8, trained_size=128):
        super().__init__()
        self.patch, self.grid = patch, trained_size // patch
        self.config = dict(width=width, depth=depth, heads=heads, patch=patch, trained_size=trained_size)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + self.grid ** 2, width))
        self.patch_embed = PatchEmbedding(width, patch)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.resizers = {}
        self.run_block = Block.__call__  # or a compiled one
        for parameter in (self.cls_token, self.pos_embed):
            truncated_normal(parameter)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                truncated_normal(module.weight)
                nn.init.zeros_(module.bias)

    def positions(self, h, w):
        """pos_embed for h x w patches. Bicubic resizing is linear, so it is kept as a matrix per size: its
        gradient is then a matrix product too, the same bits every time. As DINO does, the source coordinates
        follow from the scale factor (h + 0.1) / grid, not from h / grid."""
        if (h, w) == (self.grid, self.grid):
            return self.pos_embed
        key = (h, w, self.pos_embed.device)
        if key not in self.resizers:
            n = self.grid ** 2
            identity = torch.eye(n, dtype=torch.float32).reshape(1, n, self.grid, self.grid)
            scale = ((h + 0.1) / self.grid, (w + 0.1) / self.grid)
            resized = F.interpolate(identity, scale_factor=scale, mode="bicubic", align_corners=False,
                                    recompute_scale_factor=False)
            if tuple(resized.shape[2:]) != (h, w):
                raise ValueError(f"position embedding: wanted {h} x {w}, got {tuple(resized.shape[2:])}")
            self.resizers[key] = resized.reshape(n, h * w).t().contiguous().to(self.pos_embed.device)
        with torch.autocast(self.pos_embed.device.type, enabled=False):
            patches = self.resizers[key] @ self.pos_embed[0, 1:]
        return torch.cat([self.pos_embed[:, :1], patches[None]], dim=1)

    def forward(self, images, keep=None, mask=None, mask_token=None):
        """(B,3,H,W) normalised images to (B,N,D) tokens after the last LayerNorm.

        keep (depth,2,B,1,1): stochastic depth. mask (B,h*w): patches that mask_token replaces."""
        h, w = images.shape[2] // self.patch, images.shape[3] // self.patch
        x = self.patch_embed(images).float()  # the residual stream stays float32 under autocast
        if mask is not None:
            x = torch.where(mask[..., None], mask_token, x)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], dim=1) + self.positions(h, w)
        for i, block in enumerate(self.blocks):
            x = self.run_block(block, x, None if keep is None else keep[i])
        return self.norm(x)


class Head(nn.Module):
    """DINO's projection head: three layers, L2 norm, and a last layer whose rows have norm 1."""

    def __init__(self, width, hidden, bottleneck, outputs):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, hidden), nn.GELU(),
                                 nn.Linear(hidden, bottleneck))
        self.last = nn.Parameter(truncated_normal(torch.empty(outputs, bottleneck)))
        for module in self.mlp:
            if isinstance(module, nn.Linear):  # by fan-in: too small a vector before the L2 norm has a huge gradient
                truncated_normal(module.weight, module.in_features ** -0.5)
                nn.init.zeros_(module.bias)

    def forward(self, x):
        x = self.mlp(x)
        with torch.autocast(x.device.type, enabled=False):  # divided by temperatures of 0.04: not in bf16
            return F.linear(F.normalize(x.float(), dim=-1), F.normalize(self.last, dim=-1))


class Network(nn.Module):
    """Backbone, head, and the token that stands for a masked patch."""

    def __init__(self, vit, hidden, bottleneck, outputs):
        super().__init__()
        self.backbone = VisionTransformer(**vit)
        self.head = Head(vit["width"], hidden, bottleneck, outputs)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, vit["width"]))


TYPES = {torch.float32: "F32", torch.float16: "F16", torch.int64: "I64"}


def save_safetensors(path, tensors, metadata=None):
    """Writes tensors in the safetensors format: length, JSON header, data."""
    header = {"__metadata__": {k: str(v) for k, v in metadata.items()}} if metadata else {}
    parts, offset = [], 0
    for name, tensor in tensors.items():
        part = tensor.detach().cpu().contiguous().numpy().tobytes()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [offset, offset + len(part)]}
        parts.append(part)
        offset += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def load_safetensors(path):
    """(tensors, metadata) of a safetensors file."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    length = struct.unpack_from("<Q", data)[0]
    header = json.loads(bytes(data[8:8 + length]))
    metadata = header.pop("__metadata__", {})
    types = {name: kind for kind, name in TYPES.items()}
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + o for o in entry["data_offsets"])
        tensors[name] = torch.frombuffer(data[begin:end], dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def load_backbone(path, heads=None):
    """A VisionTransformer in float32 from an exported file; its sizes are read off the tensors."""
    tensors, metadata = load_safetensors(path)
    d, _, patch, _ = tensors["patch_embed.proj.weight"].shape
    depth = 1 + max(int(name.split(".")[1]) for name in tensors if name.startswith("blocks."))
    grid = math.isqrt(tensors["pos_embed"].shape[1] - 1)
    heads = heads or int(metadata.get("heads", d // 64))
    model = VisionTransformer(d, depth, heads, patch, grid * patch)
    model.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return model.eval()
