#!/usr/bin/env python3
"""Trains a small vision transformer without labels, by self-distillation (DINO, Caron et al. 2021), with
masked patches (iBOT, Zhou et al. 2022) in its last phase. See README.md."""
import argparse
import io
import json
import math
import os
import random
import sys
import time

import torch
import torch.nn.functional as F

import data as images
import measure
from vit import Block, Network, load_backbone, save_safetensors

START = time.monotonic()
PART_BYTES = 15 << 20


class Stop(Exception):
    """Ends the run with one line and exit code 1."""


# ---- schedule ----

def cosine(start, end, progress):
    return end + (start - end) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def schedule(options, progress, steps):
    """Every quantity that changes, as a function of progress (0 to 1) and of the steps there will be."""
    warm = max(options.warm_up, 1e-9)
    rate = options.lr * options.batch / 256
    lowest = 1e-3 * rate
    if progress < warm:
        lr = lowest + (rate - lowest) * progress / warm
    else:
        lr = cosine(rate, lowest, (progress - warm) / max(1 - warm, 1e-9))
    momentum = options.momentum or 1 - min(0.02, max(0.002, 48 / max(1, steps)))
    heat = min(1.0, progress / 0.2)
    return {"lr": lr, "weight_decay": cosine(0.04, 0.4, progress), "momentum": cosine(momentum, 1.0, progress),
            "temperature": 0.04 + (options.teacher_temperature - 0.04) * heat,
            "frozen": progress < options.freeze_last_layer}


class Pace:
    """Progress, so that it reaches 1 when the time is over. It grows by `rate` a step; the rate follows from
    the seconds that a step was measured to take and the seconds that are left. With a fixed number of steps
    it is 1 / steps and no clock is read."""

    def __init__(self, total, limit, reserve, steps=None, clock=time.monotonic, start=None):
        self.total, self.limit, self.reserve, self.steps = total, limit, reserve, steps
        self.clock, self.start = clock, START if start is None else start
        self.used, self.progress, self.step, self.startup = 0.0, 0.0, 0, 0.0
        self.rate = 1 / steps if steps else 0.0
        self.mark = None

    def elapsed(self):
        return self.clock() - self.start

    def restart_clock(self):
        """Begins a new measurement: after compiling, measuring features or changing the phase."""
        self.mark = (self.clock(), self.step)

    def advance(self):
        self.step += 1
        self.progress = self.step / self.steps if self.steps else min(1.0, self.progress + self.rate)

    def left(self):
        """Seconds of training left over all calls: less the end's evaluation and the starts still to come."""
        here = self.limit - self.elapsed()
        left = self.total - self.used - self.elapsed() - self.reserve
        return left - self.startup * max(0, math.ceil((left - here) / self.limit))

    def fit(self):
        """Measures seconds a step since restart_clock and sets the rate. Returns the seconds a step."""
        seconds, steps = self.clock() - self.mark[0], self.step - self.mark[1]
        if not steps:
            return None
        if not self.steps:
            left = self.left()
            self.rate = (1 - self.progress) * min(1.0, seconds / steps / left) if left > 0 else 1 - self.progress
        return seconds / steps

    def planned_steps(self):
        return self.steps or self.step + (1 - self.progress) / max(self.rate, 1e-6)

    def out_of_time(self, margin):
        return self.elapsed() + margin > self.limit

    def done(self):
        return self.progress >= 1 - 1e-9


# ---- losses ----

def class_loss(student, teacher, centre, temperature):
    """student (V,B,K), teacher (2,B,K) logits. Cross entropy of each global view's teacher distribution with
    every other view's student distribution. Returns the loss and the teacher's distributions."""
    target = F.softmax((teacher - centre) / temperature, dim=-1)
    log = F.log_softmax(student / 0.1, dim=-1)
    total = log.sum(dim=0)
    loss = -sum((target[i] * (total - log[i])).sum(dim=-1).mean() for i in range(2))
    return loss / (2 * (len(student) - 1)), target


def patch_loss(student, teacher, centre, temperature):
    """(B,M,K) logits of masked patches, as the student guesses them and as the teacher sees them."""
    target = F.softmax((teacher - centre) / temperature, dim=-1)
    return -(target * F.log_softmax(student / 0.1, dim=-1)).sum(dim=-1).mean()


def entropy(p):
    return -(p * p.clamp(min=1e-12).log()).sum(dim=-1)


def collapse_warning(state, outputs):
    """A sentence if the teacher's outputs say that it has collapsed, else None."""
    full = math.log(outputs)
    if state["mean_entropy"] < 0.1 * full:
        return "the teacher gives nearly all images the same output"
    if state["mean_entropy"] - state["entropy"] < 0.01 * full:
        return "the teacher's outputs hardly depend on the image"
    if state["entropy"] > 0.99 * full:
        return "the teacher's outputs are uniform"
    if state["feature_std"] < 0.05:
        return "the features of different images hardly differ"
    return None


# ---- training ----

class Trainer:
    def __init__(self, options, data):
        self.options, self.data = options, data
        self.device = torch.device(options.device)
        vit = dict(width=options.width, depth=options.depth, heads=options.heads, patch=8,
                   trained_size=options.size)
        shape = (vit, options.hidden, options.bottleneck, options.outputs)
        torch.manual_seed(options.seed)
        random.seed(options.seed)
        self.student, self.teacher = Network(*shape).to(self.device), Network(*shape).to(self.device)
        self.teacher.load_state_dict(self.student.state_dict())
        self.teacher.requires_grad_(False).eval()
        decayed = [p for p in self.student.parameters() if p.ndim >= 2 and p.shape[0] > 1]
        others = [p for p in self.student.parameters() if not (p.ndim >= 2 and p.shape[0] > 1)]
        extra = {"fused": True} if self.device.type == "cuda" else {}
        self.optimizer = torch.optim.AdamW([{"params": decayed, "decay": True}, {"params": others, "decay": False}],
                                           lr=0.0, betas=(0.9, 0.999), **extra)
        self.centre = torch.zeros(options.outputs, device=self.device)
        self.patch_centre = torch.zeros(options.outputs, device=self.device)
        self.views = images.Views(self.device, options.seed + 1)
        self.pace = Pace(options.total_seconds, options.time_limit, options.reserve, options.steps)
        self.best = {"score": -1.0}
        self.untrained = {}
        self.since_restart = None  # steps since a resume that had no optimiser state
        if options.compile:
            self.compile()

    def compile(self):
        """Compiles the block, once for each shape that it meets, not the network: twelve times less to do.
        Measuring stays uncompiled: its shapes are many and its time is short."""
        import torch._dynamo
        for name in ("recompile_limit", "cache_size_limit"):
            if hasattr(torch._dynamo.config, name):
                setattr(torch._dynamo.config, name, 64)
        block = torch.compile(Block.forward, dynamic=False)
        self.student.backbone.run_block = self.teacher.backbone.run_block = block

    def last_phase(self):
        return self.options.patch_terms and self.pace.progress >= 1 - self.options.last_share

    def recipe(self):
        o, last = self.options, self.last_phase()
        return {"global_size": o.last_global_size if last else o.global_size,
                "local_size": o.last_local_size if last else o.local_size, "locals": o.locals,
                "split": o.split, "smallest": o.smallest, "window": o.window}

    def sources(self):
        o = self.options
        share = o.last_photo_share if self.last_phase() else o.photo_share
        if self.data["photos"] is None or self.data["tiny"] is None:
            only = self.data["photos"] or self.data["tiny"]
            return [(only, o.batch)]
        count = round(share * o.batch)
        return [(self.data["tiny"], o.batch - count), (self.data["photos"], count)]

    def stochastic_depth(self, rows):
        """(depth,2,rows,1,1): 0 with a chance that grows with depth, else scaled up to keep the mean."""
        o = self.options
        if o.drop_path == 0:
            return None
        kept = 1 - torch.linspace(0, o.drop_path, o.depth, device=self.device).view(-1, 1, 1, 1, 1)
        return (self.views.uniform(0, 1, o.depth, 2, rows, 1, 1) < kept).float() / kept

    def forward(self, big, small, now):
        """Loss terms of one batch, and what the log wants to know of the teacher."""
        o, (_, b) = self.options, big.shape[:2]
        both, local = big.flatten(0, 1), small.flatten(0, 1)
        h = big.shape[-1] // 8
        mask = index = None
        if self.last_phase():
            index_view = self.pace.step % 2  # one of the two views is masked, in turns
            mask = torch.zeros(2, b, h * h, dtype=torch.bool, device=self.device)
            mask[index_view], index = self.views.blobs(b, h, h, max(1, int(o.masked * h * h)))
            mask = mask.flatten(0, 1)
        with measure.half(self.device):
            with torch.no_grad():
                tokens = self.teacher.backbone(both)
                cls = tokens[:, 0]
                seen = self.teacher.head(cls).view(2, b, -1)
            token = self.student.mask_token if mask is not None else None
            guessed = self.student.backbone(both, self.stochastic_depth(2 * b), mask, token)
            around = self.student.backbone(local, self.stochastic_depth(len(local)))
            logits = self.student.head(torch.cat([guessed[:, 0], around[:, 0]])).view(2 + o.locals, b, -1)
            loss, target = class_loss(logits, seen, self.centre, now["temperature"])
            patches = None
            if mask is not None:
                rows = index[..., None].expand(-1, -1, tokens.shape[-1])
                view = slice(index_view * b, (index_view + 1) * b)
                with torch.no_grad():
                    truth = self.teacher.head(tokens[view, 1:].gather(1, rows))
                guess = self.student.head(guessed[view, 1:].gather(1, rows))
                patches = patch_loss(guess, truth, self.patch_centre, now["temperature"])
        with torch.no_grad():
            self.centre.lerp_(seen.mean(dim=(0, 1)).float(), 0.1)
            if patches is not None:
                self.patch_centre.lerp_(truth.mean(dim=(0, 1)).float(), 0.1)
            features = F.normalize(cls[:b].float(), dim=-1)
            state = {"entropy": entropy(target).mean(), "mean_entropy": entropy(target.mean(dim=(0, 1))),
                     "feature_std": features.std(dim=0).mean() * features.shape[1] ** 0.5}
        return loss, patches, state

    def train_step(self):
        o = self.options
        now = schedule(o, self.pace.progress, self.pace.planned_steps())
        lr = now["lr"]
        if self.since_restart is not None:
            self.since_restart += 1
            lr *= min(1.0, self.since_restart / 200)
        for group in self.optimizer.param_groups:
            group["lr"], group["weight_decay"] = lr, now["weight_decay"] if group["decay"] else 0.0
        big, small = self.views.batch(self.sources(), self.recipe())
        loss, patches, state = self.forward(big, small, now)
        total = loss if patches is None else loss + o.patch_weight * patches
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        if now["frozen"]:
            self.student.head.last.grad = None
        norm = torch.nn.utils.clip_grad_norm_(self.student.parameters(), o.clip)
        self.optimizer.step()
        with torch.no_grad():
            teacher, student = list(self.teacher.parameters()), list(self.student.parameters())
            torch._foreach_mul_(teacher, now["momentum"])
            torch._foreach_add_(teacher, student, alpha=1 - now["momentum"])
        self.pace.advance()
        return dict(state, loss=loss.detach(), patch_loss=patches.detach() if patches is not None else None,
                    gradient_norm=norm, lr=lr, **{k: now[k] for k in ("weight_decay", "momentum", "temperature")})

    def synchronise(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def run(self):
        """Trains until progress is 1 (True) or this call's time is over (False)."""
        o, pace = self.options, self.pace
        first, phase, next_measure, said = pace.step, self.last_phase(), None, -15.0
        warm = pace.step + o.measure_after
        pace.rate = pace.rate if pace.steps or first else 0.0  # until measured, progress stands still
        while not pace.done():
            record = self.train_step()
            if pace.step == first + 1:
                self.synchronise()
                pace.startup = pace.elapsed()
            if self.last_phase() != phase:
                phase, warm = not phase, pace.step + o.measure_after
                say(f"step {pace.step}: last phase, {o.last_global_size} px")
            if pace.step == warm:
                self.synchronise()
                pace.restart_clock()
            if pace.step > warm and (pace.step - warm) % o.log_every == 0 or pace.step == warm + 5:
                self.synchronise()
                seconds = pace.fit()
                self.log(record, seconds)
                if pace.elapsed() > said + 15:
                    said = pace.elapsed()
                    say(f"step {pace.step} of about {pace.planned_steps():.0f}, progress {pace.progress:.3f}, "
                        f"loss {float(record['loss']):.3f}, {o.batch / seconds:.0f} images/s")
                pace.restart_clock()
                next_measure = next_measure or pace.elapsed() + o.evaluate_every
                if pace.elapsed() > next_measure and pace.progress < 0.97:
                    self.measure()
                    self.save()
                    self.save_portable()
                    export(self, None)
                    next_measure = pace.elapsed() + o.evaluate_every
                    self.synchronise()
                    pace.restart_clock()
                if pace.out_of_time(o.margin):
                    return False
        if pace.step > first:
            self.check(record)
        return True

    def check(self, record):
        """The numbers of a step; stops if one is not finite."""
        values = {k: float(v) for k, v in record.items() if v is not None}
        for name in ("loss", "patch_loss", "gradient_norm"):
            if not math.isfinite(values.get(name, 0.0)):
                raise Stop(f"step {self.pace.step}: {name} is {values[name]}; the last checkpoint is sound, "
                           "resume from it with a smaller --lr or --clip")
        return values

    def log(self, record, seconds):
        values = self.check(record)
        write_log(self.options, {"step": self.pace.step, "progress": self.pace.progress, **values,
                                 "images_per_second": self.options.batch / seconds,
                                 "seconds": self.pace.used + self.pace.elapsed()})
        warning = collapse_warning(values, self.options.outputs)
        if warning and self.pace.progress > 0.02:
            write_log(self.options, {"step": self.pace.step, "warning": warning})
            say(f"warning: step {self.pace.step}: {warning}")

    def figures(self):
        backbone = self.teacher.backbone
        compiled, backbone.run_block = backbone.run_block, Block.__call__
        figures = measure.evaluate(backbone, self.data, self.options.size, seed=self.options.seed)
        backbone.run_block = compiled
        return figures

    def measure(self):
        """Measures the teacher and keeps it if it is the best so far: k-NN accuracy plus linear mIoU."""
        begin = time.monotonic()
        figures = self.figures()
        score = figures.get("knn", 0.0) + figures.get("camvid_linear_miou", 0.0)
        write_log(self.options, {"step": self.pace.step, "progress": self.pace.progress, "measured": figures,
                                 "took": time.monotonic() - begin})
        say(f"step {self.pace.step}: " + show(figures))
        if score > self.best["score"]:
            weights = {n: p.detach().to("cpu", torch.float16) for n, p in self.teacher.backbone.state_dict().items()}
            self.best = {"score": score, "step": self.pace.step, "figures": figures, "weights": weights}
        return figures

    # ---- checkpoints ----

    def save(self):
        pace = self.pace
        state = {"options": vars(self.options), "student": self.student.state_dict(),
                 "teacher": self.teacher.state_dict(), "optimizer": self.optimizer.state_dict(),
                 "views": self.views.generator.get_state(), **self.small_state()}
        path = os.path.join(self.options.work, "checkpoint.pt")
        torch.save(state, path + ".new")
        os.replace(path + ".new", path)
        say(f"saved at step {pace.step}, progress {pace.progress:.3f}, {pace.used + pace.elapsed():.0f} s in all")

    def small_state(self):
        pace = self.pace
        return {"centre": self.centre, "patch_centre": self.patch_centre, "best": self.best,
                "untrained": self.untrained,
                "pace": {"used": pace.used + pace.elapsed(), "progress": pace.progress, "step": pace.step,
                         "rate": pace.rate, "startup": pace.startup, "since_restart": self.since_restart}}

    def save_portable(self):
        """Parts of at most 15 MiB, for a machine that gives back only small files: student and teacher in
        float16, without the optimiser's moments. A resume from them warms up again."""
        state = {"portable": True, **self.small_state()}
        state["best"] = dict(self.best)
        state["best"].pop("weights", None)  # they come back in a file of their own
        for name, network in (("student", self.student), ("teacher", self.teacher)):
            state[name] = {n: p.to("cpu", torch.float16) for n, p in network.state_dict().items()}
        file = io.BytesIO()
        torch.save(state, file)
        content = file.getvalue()
        for i in range(0, len(content), PART_BYTES):
            with open(os.path.join(self.options.out, f"resume.{i // PART_BYTES}"), "wb") as part:
                part.write(content[i:i + PART_BYTES])

    def resume(self):
        state = read_checkpoint(self.options.work)
        self.student.load_state_dict(state["student"])
        self.teacher.load_state_dict(state["teacher"])
        if state.get("portable"):
            self.since_restart = 0
            best = os.path.join(self.options.work, "stego-tiny.safetensors")
            if state["best"]["score"] >= 0 and os.path.exists(best):
                weights = {n: p.half() for n, p in load_backbone(best, self.options.heads).state_dict().items()}
                state["best"]["weights"] = weights
            else:
                state["best"] = {"score": -1.0}
        else:
            self.optimizer.load_state_dict(state["optimizer"])
            self.views.generator.set_state(state["views"])
            self.since_restart = state["pace"]["since_restart"]
        self.centre.copy_(state["centre"])
        self.patch_centre.copy_(state["patch_centre"])
        self.best, self.untrained = state["best"], state["untrained"]
        for name in ("used", "progress", "step", "rate", "startup"):
            setattr(self.pace, name, state["pace"][name])
        if self.pace.steps:
            self.pace.rate = 1 / self.pace.steps
        say(f"resumed at step {self.pace.step}, progress {self.pace.progress:.3f}, {self.pace.used:.0f} s used")


def load_file(file, device="cpu"):
    """A file that this script saved: besides tensors it holds plain values, hence not weights_only."""
    more = {"weights_only": False} if int(torch.__version__.split(".")[0]) >= 2 else {}
    return torch.load(file, map_location=device, **more)


def read_checkpoint(work):
    path = os.path.join(work, "checkpoint.pt")
    if os.path.exists(path):
        return load_file(path)
    content, number = b"", 0
    while os.path.exists(os.path.join(work, f"resume.{number}")):
        with open(os.path.join(work, f"resume.{number}"), "rb") as file:
            content += file.read()
        number += 1
    if not content:
        raise Stop(f"{work}: no checkpoint.pt and no resume.0 to resume from")
    return load_file(io.BytesIO(content))


# ---- results ----

def golden(model, sizes=(128, 224)):
    """Two images made by a formula and the model's features of them, on the CPU in float32, so that another
    implementation can be compared. The seed is fixed; the images are in the file, already normalised."""
    generator = torch.Generator().manual_seed(20)
    tensors = {}
    model = model.cpu().float().eval()
    for size in sizes:
        coarse = torch.rand(2, 3, 7, 7, generator=generator)
        x = F.interpolate(coarse, (size, size), mode="bilinear", align_corners=False)
        x = (x + 0.1 * torch.rand(2, 3, size, size, generator=generator)).clamp(0, 1)
        x = images.normalise(x)
        with torch.no_grad():
            tokens = model(x)
        tensors.update({f"images.{size}": x, f"cls.{size}": tokens[:, 0].clone(),
                        f"features.{size}": tokens[:, 1:].clone()})
    return tensors


def export(trainer, figures):
    """The best teacher, its golden file, the figures and the curves."""
    o, best = trainer.options, trainer.best
    path = os.path.join(o.out, "stego-tiny.safetensors")
    if "weights" in best:
        metadata = {"format": "pt", "heads": o.heads, "patch": 8, "trained_size": o.size, "step": best["step"],
                    "method": "self-distillation without labels (DINO), masked patches (iBOT) in the last phase",
                    "figures": json.dumps(best["figures"])}
        save_safetensors(path, best["weights"], metadata)
        sizes = (o.size, o.size * 7 // 4)  # 128 and 224
        save_safetensors(os.path.join(o.out, "golden.safetensors"), golden(load_backbone(path, o.heads), sizes))
    with open(os.path.join(o.out, "figures.json"), "w") as file:
        json.dump({"untrained": trainer.untrained, "best": {k: v for k, v in best.items() if k != "weights"},
                   "last": figures, "progress": trainer.pace.progress, "steps": trainer.pace.step,
                   "options": vars(o)}, file, indent=1)
    write_curves(o)


def write_curves(options):
    """curves.csv from log.jsonl: one row an entry, empty where an entry has no such value."""
    columns = ("step", "progress", "seconds", "loss", "patch_loss", "lr", "momentum", "temperature", "entropy",
               "mean_entropy", "feature_std", "images_per_second", "knn", "camvid_linear_miou", "camvid_kmeans_miou")
    with open(os.path.join(options.work, "log.jsonl")) as log:
        entries = [json.loads(line) for line in log]
    with open(os.path.join(options.out, "curves.csv"), "w") as file:
        file.write(",".join(columns) + "\n")
        for entry in entries:
            entry = {**entry, **entry.get("measured", {})}
            if "progress" in entry:
                file.write(",".join(str(entry.get(c, "")) for c in columns) + "\n")
    if options.out != options.work:
        with open(os.path.join(options.out, "log.jsonl"), "w") as file:
            file.writelines(json.dumps(entry) + "\n" for entry in entries)


def write_log(options, entry):
    with open(os.path.join(options.work, "log.jsonl"), "a") as file:
        file.write(json.dumps(entry) + "\n")


def say(text):
    print(text, flush=True)


def show(figures):
    return ", ".join(f"{name} {value:.4f}" for name, value in figures.items())


# ---- command line ----

def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    a = p.add_argument
    a("--data", nargs="+", default=[], help="tars (.tar, .tar.xz), or folders of them")
    a("--camvid", help="a folder with imgs/ and labels/, if the tars do not hold camvid/")
    a("--out", default="out", help="results: at most 8 files under 16 MiB")
    a("--work", help="checkpoint and log, kept between calls (default: --out)")
    a("--cache", help="a file for the decoded images: the next call need not decode")
    a("--resume", action="store_true", help="go on from the checkpoint in --work")
    a("--evaluate", metavar="FILE", help="measure an exported backbone beside an untrained one, and end")
    a("--pack", metavar="FOLDER", help="write the data in compressed parts, and end")
    a("--part-mib", type=float, default=54, help="largest part of --pack")
    a("--camvid-step", type=int, default=2, help="--pack takes every nth training frame of CamVid")
    a("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a("--no-compile", dest="compile", action="store_false")
    a("--seed", type=int, default=0)
    time_group = p.add_argument_group("time")
    a = time_group.add_argument
    a("--total-seconds", type=float, default=1300, help="of all calls together")
    a("--time-limit", type=float, default=560, help="seconds of this call, from its start")
    a("--reserve", type=float, default=45, help="seconds kept for the measures at the end")
    a("--margin", type=float, default=20, help="seconds kept for saving when a call ends")
    a("--steps", type=int, help="exactly so many steps, whatever the clock says")
    a("--evaluate-every", type=float, default=150, help="seconds between measures")
    a("--log-every", type=int, default=20)
    a("--measure-after", type=int, default=5, help="steps before the throughput is measured")
    model = p.add_argument_group("model")
    a = model.add_argument
    a("--width", type=int, default=192)
    a("--depth", type=int, default=12)
    a("--heads", type=int, default=3)
    a("--size", type=int, default=128, help="of pos_embed, in pixels")
    a("--hidden", type=int, default=1024)
    a("--bottleneck", type=int, default=256)
    a("--outputs", type=int, default=8192)
    recipe = p.add_argument_group("recipe")
    a = recipe.add_argument
    a("--batch", type=int, default=512)
    a("--lr", type=float, default=5e-4, help="for a batch of 256")
    a("--warm-up", type=float, default=0.06, help="share of the whole training")
    a("--clip", type=float, default=3.0)
    a("--drop-path", type=float, default=0.1)
    a("--teacher-temperature", type=float, default=0.05, help="reached after a fifth, from 0.04")
    a("--momentum", type=float, help="of the teacher at the start (default: 1 - 48 / steps, 0.98 to 0.998)")
    a("--freeze-last-layer", type=float, default=0.01, help="share of the whole training")
    a("--global-size", type=int, default=96)
    a("--local-size", type=int, default=48)
    a("--locals", type=int, default=6)
    a("--split", type=float, default=0.3, help="area that divides local from global crops")
    a("--smallest", type=float, default=0.06, help="smallest area of a local crop")
    a("--window", type=int, default=128, help="smallest part of a photograph that all views come from")
    a("--photo-share", type=float, default=0.2, help="of a batch")
    a("--no-patch-terms", dest="patch_terms", action="store_false", help="no last phase")
    a("--last-share", type=float, default=0.2, help="of the time, for the last phase")
    a("--last-global-size", type=int, default=128)
    a("--last-local-size", type=int, default=64)
    a("--last-photo-share", type=float, default=0.5)
    a("--patch-weight", type=float, default=1.0)
    a("--masked", type=float, default=0.3, help="share of patches")
    return p


def load_data(options):
    kinds = ("tiny", "val", "photos")
    source = images.describe(options.data + ([options.camvid] if options.camvid else []))
    if options.cache and os.path.exists(options.cache):
        state = load_file(options.cache, options.device)
        if state.pop("source") == source:
            return {k: images.Images(*v) if k in kinds and v is not None else v for k, v in state.items()}
    members = images.read_members(options.data)
    if options.camvid:
        members.update(images.read_camvid(options.camvid))
    data = images.load(members, options.device)
    if options.cache:
        os.makedirs(os.path.dirname(os.path.abspath(options.cache)), exist_ok=True)
        state = {k: (v.pixels, v.sizes, v.labels) if k in kinds and v is not None else v for k, v in data.items()}
        torch.save({"source": source, **state}, options.cache)
    return data


def train(options, data):
    if data["tiny"] is None and data["photos"] is None:
        raise Stop("no training images: --data wants tars with train/CLASS/*.JPEG, imagenet/*.JPEG or bsds/*.jpg")
    os.makedirs(options.out, exist_ok=True)
    os.makedirs(options.work, exist_ok=True)
    trainer = Trainer(options, data)
    if options.resume:
        trainer.resume()
    else:
        open(os.path.join(options.work, "log.jsonl"), "w").close()
        trainer.untrained = trainer.figures()
        write_log(options, {"untrained": trainer.untrained})
        say("untrained: " + show(trainer.untrained))
    finished = trainer.run()
    trainer.save()
    figures = trainer.measure() if finished or trainer.best["score"] < 0 else None
    if not finished:
        trainer.save_portable()
    export(trainer, figures)
    say("untrained: " + show(trainer.untrained))
    if "figures" in trainer.best:
        say(f"best (step {trainer.best['step']}): " + show(trainer.best["figures"]))
    say("finished" if finished else "time is over: go on with --resume")
    return trainer


def evaluate(options, data):
    model = load_backbone(options.evaluate)
    torch.manual_seed(options.seed)
    untrained = type(model)(**model.config)
    size = model.config["trained_size"]
    for name, network in (("untrained", untrained), ("trained", model)):
        figures = measure.evaluate(network.to(options.device), data, size, seed=options.seed)
        say(f"{name}: " + show(figures))


def main(argv=None):
    options = arguments().parse_args(argv)
    options.work = options.work or options.out
    if torch.cuda.is_available():
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
    try:
        if options.pack:
            members = images.read_members(options.data)
            if options.camvid:
                members.update(images.read_camvid(options.camvid))
            limit = int(options.part_mib * (1 << 20))
            for path, count, size in images.pack(members, options.pack, limit, options.camvid_step):
                say(f"{path}: {count} files, {size / (1 << 20):.1f} MiB")
            return 0
        data = load_data(options)
        sizes = {k: len(data[k]) if data[k] is not None else 0 for k in ("tiny", "val", "photos")}
        say(f"images: {sizes}, CamVid: {'yes' if data['camvid'] else 'no'}, {time.monotonic() - START:.1f} s")
        if options.evaluate:
            evaluate(options, data)
        else:
            train(options, data)
        return 0
    except (Stop, images.DataError) as error:
        print(f"pretrain: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
