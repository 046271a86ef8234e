"""What a backbone is worth: k-NN on classes of small images; linear probe and k-means on labelled frames."""
import contextlib

import torch
import torch.nn.functional as F

from data import VOID, whole

CLASSES = 11


def half(device):
    """bf16 where the device has it in hardware; float32 on the CPU."""
    on_gpu = torch.device(device).type == "cuda"
    return torch.autocast("cuda", dtype=torch.bfloat16) if on_gpu else contextlib.nullcontext()


@torch.no_grad()
def class_features(model, images, size, batch):
    """(n,D) CLS features of norm 1."""
    parts = []
    for begin in range(0, len(images), batch):
        index = torch.arange(begin, min(begin + batch, len(images)), device=images.pixels.device)
        with half(index.device):
            tokens = model(whole(images, index, size))
        parts.append(F.normalize(tokens[:, 0].float(), dim=-1))
    return torch.cat(parts)


def knn_accuracy(bank, bank_labels, queries, labels, classes, k=20, temperature=0.07):
    """Share of queries whose k nearest in the bank vote for their class, each vote exp(cosine / temperature)."""
    right = 0
    for begin in range(0, len(queries), 1024):
        similarity, nearest = (queries[begin:begin + 1024] @ bank.t()).topk(min(k, len(bank)), dim=1)
        votes = torch.zeros(len(similarity), classes, device=bank.device)
        votes.scatter_add_(1, bank_labels[nearest], (similarity / temperature).exp())
        right += (votes.argmax(dim=1) == labels[begin:begin + 1024]).sum().item()
    return right / len(queries)


@torch.no_grad()
def patch_features(model, images, batch=32):
    """(n,h,w,D) features of patches."""
    h, w = images.shape[2] // model.patch, images.shape[3] // model.patch
    parts = []
    for begin in range(0, len(images), batch):
        with half(images.device):
            tokens = model(images[begin:begin + batch])
        parts.append(tokens[:, 1:].float().reshape(-1, h, w, tokens.shape[-1]))
    return torch.cat(parts)


def patch_shares(labels, h, w):
    """(n,h,w,11): how much of each patch each class covers; void counts for nothing."""
    shares = []
    for part in labels.split(32):
        one_hot = F.one_hot(part.long().clamp(max=CLASSES), CLASSES + 1)[..., :CLASSES].permute(0, 3, 1, 2).float()
        shares.append(F.adaptive_avg_pool2d(one_hot, (h, w)).permute(0, 2, 3, 1))
    return torch.cat(shares)


def confusion(scores, labels):
    """(11,11) counts, rows true, of (n,h,w,11) scores resized bilinearly to the labels' size."""
    matrix = torch.zeros(CLASSES * CLASSES, dtype=torch.long)
    for part, truth in zip(scores.split(16), labels.split(16)):
        big = F.interpolate(part.permute(0, 3, 1, 2), truth.shape[1:], mode="bilinear", align_corners=False)
        known = truth != VOID
        cells = truth[known].long() * CLASSES + big.argmax(dim=1)[known]
        matrix += torch.bincount(cells, minlength=CLASSES * CLASSES).cpu()
    return matrix.reshape(CLASSES, CLASSES)


def mean_iou(matrix):
    """Mean over classes that occur, in truth or prediction."""
    hit = matrix.diagonal().double()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - matrix.diagonal()
    return (hit[union > 0] / union[union > 0]).mean().item()


def linear_probe(features, shares, steps=600, batch=8192, seed=0):
    """A function from features to class scores: one linear layer on standardised features, trained with the
    cross entropy to the share of each class in each patch."""
    d, device = features.shape[-1], features.device
    x, target = features.reshape(-1, d), shares.reshape(-1, CLASSES)
    mean, deviation = x.mean(dim=0), x.std(dim=0) + 1e-6
    generator = torch.Generator(device=device)
    generator.manual_seed(seed)
    weight = torch.zeros(CLASSES, d, device=device, requires_grad=True)
    bias = torch.zeros(CLASSES, device=device, requires_grad=True)
    optimizer = torch.optim.Adam([weight, bias], lr=5e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        rows = torch.randint(len(x), (batch,), generator=generator, device=device)
        logits = F.linear((x[rows] - mean) / deviation, weight, bias)
        loss = -(target[rows] * F.log_softmax(logits, dim=1)).sum() / target[rows].sum().clamp(min=1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return lambda f: F.linear((f - mean) / deviation, weight.detach(), bias.detach())


def kmeans(x, k, restarts=3, iterations=40, seed=0):
    """Centroids of norm 1 by k-means on the sphere: k-means++ seeds, the best of some restarts."""
    generator = torch.Generator(device=x.device)
    generator.manual_seed(seed)
    best, best_score = None, -float("inf")
    for _ in range(restarts):
        centroids = x[torch.randint(len(x), (1,), generator=generator, device=x.device)]
        for _ in range(k - 1):
            distance = (1 - (x @ centroids.t()).max(dim=1).values).clamp(min=1e-9)
            # inverse of the cumulative sum: multinomial stops at 2^24 entries
            place = torch.rand(1, generator=generator, device=x.device) * distance.double().sum()
            chosen = torch.searchsorted(distance.double().cumsum(0), place).clamp(max=len(x) - 1)
            centroids = torch.cat([centroids, x[chosen]])
        for _ in range(iterations):
            nearest = F.one_hot((x @ centroids.t()).argmax(dim=1), k).to(x.dtype)
            sums = nearest.t() @ x
            centroids = torch.where(nearest.sum(dim=0)[:, None] > 0, F.normalize(sums, dim=1), centroids)
        score = (x @ centroids.t()).max(dim=1).values.mean().item()
        if score > best_score:
            best, best_score = centroids, score
    return best


def hungarian(gain):
    """For each row the column of the assignment of highest total gain (square matrix; shortest augmenting
    paths with potentials, Kuhn 1955, O(n^3))."""
    cost = [[-float(g) for g in row] for row in gain]
    n = len(cost)
    row_potential, column_potential = [0.0] * (n + 1), [0.0] * (n + 1)
    owner, back = [n] * (n + 1), [n] * (n + 1)  # owner[column] = row; column n is the start of a path
    for row in range(n):
        owner[n], column = row, n
        slack, seen = [float("inf")] * n, [False] * (n + 1)
        while owner[column] != n:
            seen[column] = True
            current, step, following = owner[column], float("inf"), n
            for j in range(n):
                if not seen[j]:
                    reduced = cost[current][j] - row_potential[current] - column_potential[j]
                    if reduced < slack[j]:
                        slack[j], back[j] = reduced, column
                    if slack[j] < step:
                        step, following = slack[j], j
            for j in range(n + 1):
                if seen[j]:
                    row_potential[owner[j]] += step
                    column_potential[j] -= step
                elif j < n:
                    slack[j] -= step
            column = following
        while column != n:
            owner[column], column = owner[back[column]], back[column]
    columns = [0] * n
    for column in range(n):
        columns[owner[column]] = column
    return columns


def segmentation(model, camvid, seed=0):
    """Validation mIoU of a linear probe and of k-means with 11 clusters, each matched to one class."""
    (train, train_labels), (val, val_labels) = camvid["train"], camvid["val"]
    features, val_features = patch_features(model, train), patch_features(model, val)
    probe = linear_probe(features, patch_shares(train_labels, *features.shape[1:3]), seed=seed)
    linear = mean_iou(confusion(probe(val_features), val_labels))
    x = F.normalize(features.reshape(-1, features.shape[-1]), dim=1)
    centroids = kmeans(x[:: max(1, len(x) // 60000)], CLASSES, seed=seed)
    matrix = confusion(F.normalize(val_features, dim=-1) @ centroids.t(), val_labels)
    return {"camvid_linear_miou": linear, "camvid_kmeans_miou": mean_iou(matrix[:, hungarian(matrix.tolist())])}


def evaluate(model, data, size, batch=512, seed=0):
    """All measures that the data allow, and how widely the features spread."""
    was_training = model.training
    model.eval()
    figures = {}
    if data["tiny"] is not None and data["val"] is not None:
        bank = class_features(model, data["tiny"], size, batch)
        queries = class_features(model, data["val"], size, batch)
        figures["knn"] = knn_accuracy(bank, data["tiny"].labels, queries, data["val"].labels, data["classes"])
        figures["feature_std"] = (queries.std(dim=0).mean() * queries.shape[1] ** 0.5).item()
    if data["camvid"] is not None:
        figures.update(segmentation(model, data["camvid"], seed))
    model.train(was_training)
    return figures
