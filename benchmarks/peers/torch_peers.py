#!/usr/bin/env python3
"""Measures PyTorch on the cases of ai.stego.benchmarks.gpu: same names, same shapes, same JSON.

    torch_peers.py [--out FOLDER] [--small] [--only REGEX] [--no-compile]

Each case runs as PyTorch's users would write it: "eager", and where it can gain, "compiled" by
torch.compile. In bf16 and fp16 tensors are kept in that type (losses, k-means and the training step
use autocast), while our library keeps float32 whatever it computes in. Without a GPU it runs on the
CPU, which only shows that it runs.
"""
import argparse
import contextlib
import json
import math
import os
import re
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

BYTES_OF_ALL_SETS = 256 << 20  # several times the cache of a large GPU
DTYPES = {"float32": torch.float32, "tf32": torch.float32, "bf16": torch.bfloat16,
          "fp16": torch.float16}
COMPILED_IN = ("float32", "bf16")
GPU = torch.cuda.is_available()
DEVICE = "cuda" if GPU else "cpu"
CLASSES = 27


class Case:
    """Something to be measured; setup(precision) returns runs, one for each set of inputs."""

    def __init__(self, name, shape, setup, precisions=("float32",), compiled=False,
                 bytes=0, flops=0, images=0):
        self.name, self.shape, self.setup = name, shape, setup
        self.precisions, self.compiled = precisions, compiled
        self.work = {"bytes": bytes, "flops": flops, "images": images}


class Options:
    small = False
    compile = True


def pick(full, tiny):
    return tiny if Options.small else full


def uniform(*shape, dtype=torch.float32, grad=False):
    x = (torch.rand(*shape, device=DEVICE) * 2 - 1).to(dtype)
    return x.requires_grad_(grad)


def unit(x):
    return F.normalize(x, dim=-1)


def sets(values, one):
    """As many sets of inputs as it takes that none is in the cache when its turn comes again."""
    wanted = BYTES_OF_ALL_SETS // max(1, values * 4) + 1
    return [one() for _ in range(max(2, min(16, wanted)))]


def autocast(precision):
    if precision in ("bf16", "fp16"):
        return torch.autocast(DEVICE, dtype=DTYPES[precision])
    return contextlib.nullcontext()


def maybe_compiled(function, variant):
    return torch.compile(function, dynamic=False) if variant == "compiled" else function


# --- time and memory

def milliseconds(work):
    if not GPU:
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1e3
    first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    torch.cuda.synchronize()
    first.record()
    work()
    last.record()
    last.synchronize()
    return first.elapsed_time(last)


class Turns:
    def __init__(self, runs):
        self.runs, self.next = runs, 0

    def run(self, count):
        for _ in range(count):
            self.runs[self.next]()
            self.next = (self.next + 1) % len(self.runs)


def sample(runs):
    turns = Turns(runs)
    turns.run(3)
    once = milliseconds(lambda: turns.run(1))
    if Options.small:
        rounds, batch = 1, 1
    else:
        rounds, batch = (9 if once < 2000 else 3), max(1, min(2000, int(40 / once)))
        turns.run(batch if once < 2000 else 0)
    times = sorted(milliseconds(lambda: turns.run(batch)) / batch for _ in range(rounds))
    return {"milliseconds": times[len(times) // 2], "fastest": times[0], "slowest": times[-1]}


def measure(case, precision, variant):
    result = {"name": case.name, "shape": case.shape, "precision": precision, "variant": variant}
    result.update(case.work)
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.manual_seed(1)
    try:
        if variant == "compiled":
            torch._dynamo.reset()
        runs = case.setup(precision, variant)
        turns = Turns(runs)
        turns.run(len(runs))  # compiles, and lets libraries make their workspaces
        if GPU:
            torch.cuda.synchronize()
            before = torch.cuda.memory_allocated()
            torch.cuda.reset_peak_memory_stats()
            turns.run(1)
            torch.cuda.synchronize()
            result["peakBytes"] = torch.cuda.max_memory_allocated() - before
        result.update(sample(runs))
    except Exception as e:  # one case that fails shall not cost the others
        lines = str(e).strip().splitlines() or [""]
        result["failure"] = f"{type(e).__name__}: {lines[0]}"
    finally:
        runs = turns = None
        if GPU:
            torch.cuda.empty_cache()
    return result


# --- ceilings

ALL = ("float32", "tf32", "bf16", "fp16")


def ceilings():
    n, side = pick(1 << 26, 1 << 10), pick(8192, 32)

    def copy(precision, variant):
        def one():
            x, out = uniform(n), torch.empty(n, device=DEVICE)
            return lambda: out.copy_(x)
        return sets(2 * n, one)

    def product(precision, variant):
        def one():
            x, w = (uniform(side, side, dtype=DTYPES[precision]) for _ in range(2))
            out = torch.empty_like(x)
            return lambda: torch.mm(x, w.t(), out=out)
        return sets(3 * side * side, one)

    return [Case("copy", f"{n} values", copy, bytes=8 * n),
            Case("product", f"{side} x {side} x {side}", product, ALL, flops=2 * side ** 3)]


# --- the transformer's operations

def attention_of(qkv, heads):
    b, n, w = qkv.shape
    d = w // (3 * heads)
    q, k, v = qkv.view(b, n, 3, heads, d).permute(2, 0, 3, 1, 4)
    if hasattr(F, "scaled_dot_product_attention"):
        out = F.scaled_dot_product_attention(q, k, v)
    else:
        out = (q @ k.transpose(-1, -2) / math.sqrt(d)).softmax(-1) @ v
    return out.transpose(1, 2).reshape(b, n, w // 3)


def transformer():
    b, n, long, heads = pick(16, 2), pick(785, 5), pick(1601, 10), pick(6, 1)
    w, rows, side = 64 * heads, b * n, pick(224, 16)
    count = (side // 8) ** 2

    def layer_norm(precision, variant):
        gamma, beta = uniform(w), uniform(w)
        f = maybe_compiled(lambda x: F.layer_norm(x, (w,), gamma, beta, 1e-6), variant)

        def one():
            x = uniform(rows, w)
            return lambda: f(x)
        return sets(2 * rows * w, one)

    def gelu(precision, variant):
        f = maybe_compiled(lambda x: F.gelu(x), variant)

        def one():
            x = uniform(rows, 4 * w)
            return lambda: f(x)
        return sets(8 * rows * w, one)

    def linear(name, inputs, outputs, how):
        def setup(precision, variant):
            t = DTYPES[precision]
            weight, bias = uniform(outputs, inputs, dtype=t), uniform(outputs, dtype=t)
            kinds = {"plain": lambda x, out: F.linear(x, weight, bias),
                     "gelu": lambda x, out: F.gelu(F.linear(x, weight, bias)),
                     "add": lambda x, out: out + F.linear(x, weight, bias)}
            f = maybe_compiled(kinds[how], variant)

            def one():
                x, out = uniform(rows, inputs, dtype=t), uniform(rows, outputs, dtype=t)
                return lambda: f(x, out)
            return sets(rows * (inputs + outputs), one)
        return Case(name, f"{rows} x {inputs} -> {outputs}", setup, ALL, how != "plain",
                    flops=2 * rows * inputs * outputs)

    def attention(name, length):
        def setup(precision, variant):
            def one():
                qkv = uniform(b, length, 3 * w, dtype=DTYPES[precision])
                return lambda: attention_of(qkv, heads)
            return sets(4 * b * length * w, one)
        return Case(name, f"{b} x {length} tokens, {heads} heads of 64", setup, ALL,
                    flops=4 * b * length * length * w)

    def patches(precision, variant):
        t = DTYPES[precision]
        weight, bias = uniform(w, 3, 8, 8, dtype=t), uniform(w, dtype=t)
        prefix, positions = uniform(1, 1, w, dtype=t), uniform(count, w, dtype=t)

        def embed(x):
            y = F.conv2d(x, weight, bias, stride=8).flatten(2).transpose(1, 2) + positions
            return torch.cat([prefix.expand(b, -1, -1), y], 1)
        f = maybe_compiled(embed, variant)

        def one():
            x = uniform(b, 3, side, side, dtype=t)
            return lambda: f(x)
        return sets(b * count * (192 + w), one)

    return [
        Case("layer norm", f"{rows} x {w}", layer_norm, compiled=True, bytes=8 * rows * w),
        Case("GELU", f"{rows} x {4 * w}", gelu, compiled=True, bytes=32 * rows * w),
        linear("linear qkv", w, 3 * w, "plain"),
        linear("linear projection", w, w, "add"),
        linear("linear fc1 + GELU", w, 4 * w, "gelu"),
        linear("linear fc2", 4 * w, w, "add"),
        attention("attention", n),
        attention("attention long", long),
        Case("patch embedding", f"{b} x 3 x {side} x {side}, patch 8 -> {w}", patches, ALL, True,
             flops=2 * b * count * 192 * w)]


# --- losses, written as the reference writes them: tensors of all correspondences

def correlation(a, b):
    return torch.einsum("nchw,ncij->nhwij", F.normalize(a, dim=1), F.normalize(b, dim=1))


def compare(f, g, s, t, shift):
    with torch.no_grad():
        fd = correlation(f, g)
        mean = fd.mean()
        fd = fd - fd.mean([3, 4], keepdim=True)
        fd = fd - fd.mean() + mean
    cd = correlation(s, t)
    return -(cd.clamp(0) * (fd - shift)).mean(), cd.detach().mean()


def at(maps, coordinates):
    return F.grid_sample(maps, coordinates, padding_mode="border", align_corners=True)


def stego_loss(f, fp, s, sp, first, second, shuffles):
    f1, s1 = at(f, first), at(s, first)
    total = 0.67 * compare(f1, f1, s1, s1, 0.18)[0]
    total = total + 0.25 * compare(f1, at(fp, second), s1, at(sp, second), 0.12)[0]
    for shuffle in shuffles:
        g, t = at(f[shuffle], second), at(s[shuffle], second)
        total = total + 0.63 / len(shuffles) * compare(f1, g, s1, t, 0.46)[0]
    return total


def draws(b, samples, negatives=5):
    places = [torch.rand(b, samples, samples, 2, device=DEVICE) * 2 - 1 for _ in range(2)]
    return (*places, [torch.randperm(b, device=DEVICE) for _ in range(negatives)])


def losses():
    b, side, p, width, z, pixels = (pick(16, 3), pick(28, 4), pick(11, 3), pick(384, 12),
                                    pick(70, 7), pick(224, 8))
    rows, count = b * pixels * pixels, pick(21_670_272, 1000)

    def resize(precision, variant):
        def one():
            x = uniform(b, z, side, side)
            return lambda: F.interpolate(x, (pixels, pixels), mode="bilinear")
        return sets(rows * z, one)

    def cross_entropy(precision, variant):
        labels = torch.randint(CLASSES, (rows,), device=DEVICE)
        f = maybe_compiled(lambda x: F.cross_entropy(x, labels), variant)

        def one():
            x = uniform(rows, CLASSES, grad=True)
            return lambda: torch.autograd.grad(f(x), x)
        return sets(2 * rows * CLASSES, one)

    def pair(precision, variant):
        f = maybe_compiled(lambda *maps: compare(*maps, 0.18)[0], variant)

        def one():
            x = [uniform(b, width, p, p), uniform(b, width, p, p)]
            codes = [uniform(b, z, p, p, grad=True) for _ in range(2)]

            def run():
                with autocast(precision):
                    loss = f(*x, *codes)
                return torch.autograd.grad(loss, codes)
            return run
        return sets(2 * b * p * p * (width + 2 * z), one)

    def step(precision, variant):
        where = draws(b, p)
        f = maybe_compiled(lambda *maps: stego_loss(*maps, *where), variant)

        def one():
            x = [uniform(b, width, side, side) for _ in range(2)]
            codes = [uniform(b, z, side, side, grad=True) for _ in range(2)]

            def run():
                with autocast(precision):
                    loss = f(*x, *codes)
                return torch.autograd.grad(loss, codes)
            return run
        return sets(2 * b * side * side * (width + 2 * z), one)

    def adam(precision, variant):
        def one():
            x = nn.Parameter(uniform(count))
            x.grad = uniform(count)
            return torch.optim.Adam([x], 5e-4, **({"fused": True} if GPU else {})).step
        return sets(4 * count, one)

    q = p * p
    return [
        Case("resize", f"{b} x {side} x {side} x {z} -> {pixels} x {pixels}", resize,
             bytes=4 * (rows * z + b * side * side * z)),
        Case("cross entropy", f"{rows} x {CLASSES}", cross_entropy, compiled=True,
             bytes=8 * rows * CLASSES),
        Case("correspondence, one pair", f"{b} x {q} positions, F {width}, Z {z}", pair, ALL, True,
             flops=2 * b * q * q * (width + 3 * z)),
        Case("correspondence loss", f"{b} x {side} x {side}, {p} x {p} positions, 7 pairs, "
             f"F {width}, Z {z}", step, ALL, True),
        Case("Adam", f"{count} parameters", adam, bytes=28 * count)]


# --- clusters

def seed(points, count):
    """k-means++ for several problems: points (P,M,Z)."""
    problems, m, z = points.shape
    index = torch.randint(m, (problems, 1), device=DEVICE)
    nearest, chosen = None, []
    for _ in range(count):
        newest = points.gather(1, index[..., None].expand(-1, -1, z))
        chosen.append(newest)
        distance = (points - newest).square().sum(-1)
        nearest = distance if nearest is None else torch.minimum(nearest, distance)
        sums = nearest.cumsum(1)
        target = torch.rand(problems, 1, device=DEVICE) * sums[:, -1:]
        index = torch.searchsorted(sums, target).clamp_max(m - 1)
    return torch.cat(chosen, 1)


def lloyd_step(points, square, centroids):
    problems, m, z = points.shape
    distance = torch.baddbmm(square, points, centroids.transpose(1, 2), alpha=-2)
    distance = distance + centroids.square().sum(-1)[:, None]
    labels = distance.argmin(-1)
    sums = torch.zeros_like(centroids).scatter_add_(1, labels[..., None].expand(-1, -1, z), points)
    counts = torch.zeros(problems, centroids.shape[1], device=DEVICE).scatter_add_(
        1, labels, torch.ones(problems, m, device=DEVICE))
    return torch.where(counts[..., None] > 0, sums / counts[..., None].clamp_min(1), centroids)


def clusters():
    z, rows = pick(70, 7), pick(802_816, 64)
    n, width, top = pick(20_000, 60), pick(384, 12), pick(30, 4)

    def cosine(precision, variant):
        t = DTYPES[precision]
        centroids = uniform(CLASSES, z, dtype=t)
        f = maybe_compiled(lambda x: unit(x) @ unit(centroids).t(), variant)

        def one():
            x = uniform(rows, z, dtype=t)
            return lambda: f(x)
        return sets(rows * (z + CLASSES), one)

    def k_means(name, problems, m):
        iterations = pick(20, 3)

        def setup(precision, variant):
            f = maybe_compiled(lloyd_step, variant)

            def one():
                points = uniform(problems, m, z)

                def run():
                    centroids = seed(points, CLASSES)
                    square = points.square().sum(-1, keepdim=True)
                    for _ in range(iterations):
                        centroids = f(points, square, centroids)
                    return centroids
                return run
            return sets(problems * m * z, one)
        return Case(name, f"{problems} x {m} x {z} -> {CLASSES}, k-means++ and {iterations} "
                    "iterations", setup, ("float32", "tf32"), True,
                    bytes=4 * problems * m * z * (CLASSES + iterations))

    def neighbors(precision, variant):
        def one():
            x = unit(uniform(n, width)).to(DTYPES[precision])

            def run():
                found = []
                for start in range(0, n, 2048):
                    scores = x[start:start + 2048] @ x.t()
                    own = torch.arange(start, start + len(scores), device=DEVICE)
                    scores.scatter_(1, own[:, None], -math.inf)
                    found.append(scores.topk(top, dim=1).indices)
                return torch.cat(found).cpu()
            return run
        return sets(n * width, one)

    return [
        Case("cosine", f"{rows} x {z}, {CLASSES} centroids", cosine, ALL, True,
             bytes=4 * rows * (z + CLASSES)),
        k_means("k-means", 1, pick(200_000, 200)),
        k_means("k-means, many problems", pick(32, 3), pick(6_250, 50)),
        Case("neighbours", f"{top} of each of {n} x {width}", neighbors, ALL,
             flops=2 * n * n * width)]


# --- whole models

class Block(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = (nn.LayerNorm(width, eps=1e-6) for _ in range(2))
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc1, self.fc2 = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        x = x + self.proj(attention_of(self.qkv(self.norm1(x)), self.heads))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


class Vit(nn.Module):
    def __init__(self, side, width, depth, heads, hidden):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 8, 8)
        self.cls = nn.Parameter(torch.rand(1, 1, width))
        self.positions = nn.Parameter(torch.rand(1, 1 + (side // 8) ** 2, width))
        self.blocks = nn.Sequential(*(Block(width, heads, hidden) for _ in range(depth)))
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def forward(self, images):
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), -1, -1), x], 1) + self.positions
        return self.norm(self.blocks(x))


class Stego(nn.Module):
    """The segmentation head and both probes."""

    def __init__(self, width, z):
        super().__init__()
        self.linear1, self.linear2, self.linear3 = (
            nn.Conv2d(width, outputs, 1) for outputs in (z, width, z))
        self.centroids = nn.Parameter(torch.randn(CLASSES, z))
        self.probe = nn.Conv2d(z, CLASSES, 1)

    def head(self, x):
        seen = [F.dropout2d(x, 0.1) for _ in range(2)]
        return self.linear1(seen[0]) + self.linear3(F.relu(self.linear2(seen[1])))

    def forward(self, f, fp, labels, *where):
        s, sp = self.head(f), self.head(fp)
        loss = stego_loss(F.dropout2d(f, 0.1), F.dropout2d(fp, 0.1), s, sp, *where)
        fixed = s.detach()
        logits = F.interpolate(self.probe(fixed), labels.shape[1:], mode="bilinear")
        cosines = torch.einsum("bzhw,kz->bkhw", F.normalize(fixed, dim=1), unit(self.centroids))
        return loss + F.cross_entropy(logits, labels) - cosines.amax(1).mean()


def models():
    side = pick(224, 16)
    width, depth, heads, hidden = (64, 1, 1, 128) if Options.small else (384, 12, 6, 1536)
    tokens = 1 + (side // 8) ** 2
    adds = tokens * (depth * (width * (4 * width + 2 * hidden) + 2 * tokens * width) + 192 * width)

    def forward(batch):
        def setup(precision, variant):
            t = DTYPES[precision]
            vit = Vit(side, width, depth, heads, hidden).to(DEVICE, t).eval()
            f = maybe_compiled(vit, variant)

            def one():
                images = uniform(batch, 3, side, side, dtype=t)

                def run():
                    with torch.no_grad():
                        return f(images)
                return run
            return sets(3 * batch * side * side, one)
        return Case(f"ViT-S/8, batch {batch}", f"{batch} x 3 x {side} x {side}, width {width}, "
                    f"depth {depth}", setup, ALL, True, flops=2 * batch * adds, images=batch)

    b, z, features = pick(16, 3), pick(70, 7), pick(384, 12)
    h = side // 8

    def step(precision, variant):
        net = Stego(features, z).to(DEVICE)
        rates = [(5e-4, [*net.linear1.parameters(), *net.linear2.parameters(),
                         *net.linear3.parameters()]),
                 (5e-3, [net.centroids]), (5e-3, [*net.probe.parameters()])]
        adam = torch.optim.Adam([{"params": p, "lr": rate} for rate, p in rates],
                                **({"fused": True} if GPU else {}))
        f = maybe_compiled(net, variant)
        maps = torch.rand(pick(64, 16), features, h, h)
        labels = torch.randint(CLASSES, (len(maps), side, side))
        if GPU:
            maps, labels = maps.pin_memory(), labels.pin_memory()

        def batch_of(source):
            images = torch.randperm(len(source))[:b]
            return torch.stack([source[i].to(DEVICE, non_blocking=True) for i in images])

        def run():
            inputs = batch_of(maps), batch_of(maps), batch_of(labels)
            adam.zero_grad(set_to_none=True)
            with autocast(precision):
                loss = f(*inputs, *draws(b, pick(11, 3)))
            loss.backward()
            adam.step()
            return loss.item()
        return [run]

    batches = (1, 2) if Options.small else (1, 16, 64, 256)
    return [*map(forward, batches),
            Case("training step", f"{b} x {h} x {h} x {features}, labels {side} x {side}", step,
                 ("float32", "tf32", "bf16"), True)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=".")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--no-compile", action="store_true")
    chosen = parser.parse_args()
    Options.small, Options.compile = chosen.small, not chosen.no_compile
    results = []
    for case in [*ceilings(), *transformer(), *losses(), *clusters(), *models()]:
        if not re.search(chosen.only, case.name):
            continue
        for precision in case.precisions:
            if precision == "fp16" and not GPU:
                print(f"{case.name}: fp16 is left out on the CPU", file=sys.stderr)
                continue
            variants = ["eager"]
            if case.compiled and Options.compile and precision in COMPILED_IN:
                variants.append("compiled")
            for variant in variants:
                print(f"{case.name}, {precision}, {variant}", file=sys.stderr)
                results.append(measure(case, precision, variant))
    os.makedirs(chosen.out, exist_ok=True)
    path = os.path.join(chosen.out, "torch.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"program": "PyTorch",
                   "device": torch.cuda.get_device_name() if GPU else "CPU",
                   "software": f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}",
                   "clock": "CUDA events" if GPU else "wall clock",
                   "small": Options.small, "results": results}, file, indent=1)
    for result in results:
        figure = result.get("failure") or "{milliseconds:.4f} ms".format(**result)
        print("{name}, {precision}, {variant}: ".format(**result) + figure)
    return 1 if any("failure" in result for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
