"""Images: tars into device memory, and the random views that training sees.

Everything is decoded once. A set of images is one uint8 tensor of square canvases with the size of each
image in it, so that crop, resize and flip are one grid_sample for a whole batch.
"""
import functools
import io
import lzma
import math
import os
import re
import tarfile
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy
import torch
import torch.nn.functional as F

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
PHOTO_CANVAS = 384
VOID = 255
TO_YIQ = ((0.299, 0.587, 0.114), (0.5959, -0.2746, -0.3213), (0.2115, -0.5227, 0.3112))
FROM_YIQ = tuple(tuple(row) for row in numpy.linalg.inv(numpy.array(TO_YIQ)).tolist())


class DataError(Exception):
    """What is wrong with the input, in one line."""


def decode(data):
    """A JPEG, PNG or binary PPM/PGM as (H,W,3) or (H,W) uint8."""
    header = re.match(rb"P([56])\s+(\d+)\s+(\d+)\s+255\s", data)
    if header:
        channels, shape = (3 if header[1] == b"6" else 1), (int(header[3]), int(header[2]))
        pixels = numpy.frombuffer(data, numpy.uint8, channels * shape[0] * shape[1], header.end())
        return pixels.reshape(*shape, 3) if channels == 3 else pixels.reshape(shape)
    try:
        from PIL import Image
    except ImportError:
        return decode_torchvision(data)
    image = Image.open(io.BytesIO(data))
    return numpy.asarray(image if image.mode in ("L", "P") and image.format == "PNG" else image.convert("RGB"))


def decode_torchvision(data):
    try:
        from torchvision.io import ImageReadMode, decode_image
    except ImportError:
        raise DataError("JPEG and PNG need Pillow or torchvision, and neither is installed") from None
    png = data[:4] == b"\x89PNG"
    pixels = decode_image(torch.frombuffer(bytearray(data), dtype=torch.uint8),
                          ImageReadMode.UNCHANGED if png else ImageReadMode.RGB).numpy()
    return pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)


def read_members(paths):
    """{name: bytes} of all files in the tars (also .tar.xz) and folders given."""
    files = []
    for path in paths:
        if os.path.isdir(path):
            files += sorted(os.path.join(path, f) for f in os.listdir(path) if f.endswith((".tar", ".tar.xz")))
        elif os.path.isfile(path):
            files.append(path)
        else:
            raise DataError(f"{path}: no such file or folder")
    members = {}
    with ThreadPoolExecutor() as pool:
        for part in pool.map(read_tar, files):
            members.update(part)
    return members


def describe(paths):
    """Names and sizes of what is at the paths: if this is the same, the data are."""
    found = []
    for path in paths:
        inside = [os.path.join(folder, f) for folder, _, files in os.walk(path) for f in files] or [path]
        found += [(os.path.basename(p), os.path.getsize(p)) for p in sorted(inside) if os.path.exists(p)]
    return found


def read_tar(path):
    try:
        with tarfile.open(path) as tar:
            return {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}
    except (tarfile.TarError, lzma.LZMAError, EOFError) as error:
        raise DataError(f"{path}: {error}") from None


def read_camvid(folder):
    """The files of a folder with imgs/{train,val} and labels/{train,val}, named camvid/..."""
    members = {}
    for part in ("imgs/train", "imgs/val", "labels/train", "labels/val"):
        place = os.path.join(folder, part)
        if not os.path.isdir(place):
            raise DataError(f"{folder}: no {part}")
        for name in sorted(os.listdir(place)):
            with open(os.path.join(place, name), "rb") as file:
                members[f"camvid/{part}/{name}"] = file.read()
    return members


class Images:
    """pixels (n,3,S,S) uint8 in the upper left of canvases, sizes (n,2) as height and width, labels (n)."""

    def __init__(self, pixels, sizes, labels):
        self.pixels, self.sizes, self.labels = pixels, sizes, labels

    def __len__(self):
        return len(self.pixels)

    def to(self, device):
        return Images(self.pixels.to(device), self.sizes.to(device), self.labels.to(device))


def pack_images(decoded, labels, canvas):
    pixels = torch.zeros(len(decoded), 3, canvas, canvas, dtype=torch.uint8)
    sizes = torch.zeros(len(decoded), 2)
    for i, image in enumerate(decoded):
        top, left = (max(0, (side - canvas) // 2) for side in image.shape[:2])
        image = image[top:top + canvas, left:left + canvas]
        pixels[i, :, :image.shape[0], :image.shape[1]] = torch.from_numpy(image.transpose(2, 0, 1).copy())
        sizes[i] = torch.tensor(image.shape[:2])
    return Images(pixels, sizes, torch.tensor(labels))


def load(members, device):
    """{'tiny', 'val', 'photos': Images, 'camvid': {'train', 'val': (images, labels)}}; what is absent is None."""
    kinds = {"tiny": [], "val": [], "photos": []}
    for name in sorted(members):
        if name.startswith(("train/", "val/")):
            kinds["tiny" if name.startswith("train/") else "val"].append(name)
        elif name.startswith(("imagenet/", "bsds/", "photos/")):
            kinds["photos"].append(name)
    classes = sorted({name.split("/")[1] for kind in ("tiny", "val") for name in kinds[kind]})
    numbers = {name: i for i, name in enumerate(classes)}
    data = {"classes": len(classes), "camvid": load_camvid(members, device)}
    with ThreadPoolExecutor() as pool:
        for kind, names in kinds.items():
            decoded = list(pool.map(lambda name: decode(members[name]), names, chunksize=64))
            if kind == "photos":
                decoded = [image for image in decoded if min(image.shape[:2]) >= 96]
            labels = [-1] * len(decoded) if kind == "photos" else [numbers[n.split("/")[1]] for n in names]
            canvas = PHOTO_CANVAS if kind == "photos" else 64
            data[kind] = pack_images(decoded, labels, canvas).to(device) if decoded else None
    return data


def load_camvid(members, device):
    """Frames at 224 px (shorter side, longer one a multiple of 8), normalised, and their labels."""
    parts = {}
    for part in ("train", "val"):
        names = sorted(n for n in members if n.startswith(f"camvid/imgs/{part}/"))
        if not names:
            return None
        images, labels = [], []
        for name in names:
            stem = name.rsplit("/", 1)[1].rsplit(".", 1)[0]
            label = next((members[f"camvid/labels/{part}/{stem}{end}"] for end in (".png", ".pgm")
                          if f"camvid/labels/{part}/{stem}{end}" in members), None)
            if label is None:
                raise DataError(f"{name}: no label image")
            image = torch.from_numpy(decode(members[name]).transpose(2, 0, 1).copy()).to(device).float()[None] / 255
            label = torch.from_numpy(decode(label).copy()).to(device)[None, None].float()
            factor = 224 / min(image.shape[2:])
            size = [int(side * factor / 8 + 1e-6) * 8 for side in image.shape[2:]]
            images.append(F.interpolate(image, size, mode="bilinear", align_corners=False, antialias=True)[0])
            labels.append(F.interpolate(label, size, mode="nearest")[0, 0].to(torch.uint8))
        labels = torch.stack(labels)
        labels[labels > 10] = VOID
        parts[part] = (normalise(torch.stack(images)), labels)
    return parts


@functools.lru_cache(maxsize=None)
def constant(values, device):
    """A small tensor, sent to the device once: sending it at each use would make the host wait."""
    return torch.tensor(values, device=device)


def normalise(x):
    return (x - constant(MEAN, x.device).view(3, 1, 1)) / constant(DEVIATION, x.device).view(3, 1, 1)


def whole(images, index, size):
    """Whole small images enlarged to size x size, normalised: what k-NN measures on."""
    x = images.pixels[index].float() / 255
    return normalise(F.interpolate(x, (size, size), mode="bilinear", align_corners=False))


class Views:
    """Random views of images; every random number comes from one generator."""

    def __init__(self, device, seed):
        self.device = device
        self.generator = torch.Generator(device=device)
        self.generator.manual_seed(seed)

    def uniform(self, low, high, *shape):
        return low + (high - low) * torch.rand(*shape, generator=self.generator, device=self.device)

    def chance(self, p, *shape):
        return self.uniform(0, 1, *shape) < p

    def draw(self, images, count):
        return torch.randint(len(images), (count,), generator=self.generator, device=self.device)

    def windows(self, images, index, smallest):
        """(B,4) top, left, height, width: the part of each image that all its views come from: a random
        square of at least `smallest` pixels, or the whole image where it is no larger than that."""
        sizes = images.sizes[index]
        if images.pixels.shape[-1] <= smallest:
            return torch.cat([torch.zeros_like(sizes), sizes], dim=1)
        shorter = sizes.min(dim=1).values
        low = shorter.clamp(max=smallest)
        side = (low + (shorter - low) * self.uniform(0, 1, len(index)))[:, None]
        corner = (sizes - side) * self.uniform(0, 1, len(index), 2)
        return torch.cat([corner, side, side], dim=1)

    def crop(self, images, index, windows, size, count, scale, supersample=1):
        """(count,B,3,size,size) in 0..1: random parts of the windows, resized and flipped at random.
        scale: share of the window's area, lowest and highest; the aspect ratio is 3/4 to 4/3."""
        b, n = len(index), size * supersample
        area = self.uniform(scale[0], scale[1], b, count)
        ratio = torch.exp(self.uniform(-0.28768, 0.28768, b, count))
        shape = torch.stack([(area / ratio).sqrt(), (area * ratio).sqrt()], dim=-1).clamp(max=1)
        shape = shape * windows[:, None, 2:]
        corner = windows[:, None, :2] + (windows[:, None, 2:] - shape) * self.uniform(0, 1, b, count, 2)
        steps = (torch.arange(n, device=self.device) + 0.5) / n
        y = corner[..., :1] + shape[..., :1] * steps
        x = corner[..., 1:] + shape[..., 1:] * steps
        x = torch.where(self.chance(0.5, b, count, 1), x.flip(-1), x)
        sizes = images.sizes[index].view(b, 1, 2)
        y = torch.minimum(y.clamp(min=0.5), sizes[..., :1] - 0.5)
        x = torch.minimum(x.clamp(min=0.5), sizes[..., 1:] - 0.5)
        canvas = images.pixels.shape[-1]
        grid = torch.stack([x[:, :, None, :].expand(-1, -1, n, -1), y[..., None].expand(-1, -1, -1, n)], dim=-1)
        grid = (2 * grid / canvas - 1).reshape(b, count * n, n, 2)
        views = F.grid_sample(images.pixels[index].float() / 255, grid, mode="bilinear", padding_mode="border",
                              align_corners=False)
        views = views.reshape(b, 3, count, n, n).permute(2, 0, 1, 3, 4)
        if supersample > 1:  # against aliasing where a large window shrinks
            views = F.avg_pool2d(views.reshape(-1, 3, n, n), supersample).reshape(count, b, 3, size, size)
        return views

    def colour(self, x, blur, solarise):
        """Colour jitter, grey, blur and solarisation of (n,3,s,s) images in 0..1, each with its own chance."""
        n = len(x)
        jitter = self.chance(0.8, n)

        def factor(strength):
            return torch.where(jitter, self.uniform(1 - strength, 1 + strength, n), x.new_ones(n))

        x = (x * factor(0.4).view(n, 1, 1, 1)).clamp(0, 1)
        mean = grey(x).mean(dim=(1, 2, 3), keepdim=True)
        x = (mean + (x - mean) * factor(0.4).view(n, 1, 1, 1)).clamp(0, 1)
        saturation = factor(0.2) * (~self.chance(0.2, n))  # saturation 0 is grey
        angle = torch.where(jitter, self.uniform(-0.1, 0.1, n), torch.zeros_like(saturation)) * 2 * numpy.pi
        matrix = hue_matrix(angle, saturation)
        x = torch.bmm(matrix, x.reshape(n, 3, -1)).reshape(x.shape).clamp(0, 1)
        x = self.blur(x, blur)
        if solarise > 0:
            x = torch.where(self.chance(solarise, n).view(n, 1, 1, 1) & (x >= 0.5), 1 - x, x)
        return x

    def blur(self, x, p, radius=3):
        """Separable Gaussian blur; sigma grows with the view: 0.1 to 1.1 pixels at 128."""
        n, size = len(x), x.shape[-1]
        sigma = self.uniform(0.1, max(0.2, 1.1 * size / 128), n)
        offsets = torch.arange(-radius, radius + 1, device=x.device, dtype=x.dtype)
        weights = torch.exp(-offsets ** 2 / (2 * sigma[:, None] ** 2))
        weights = torch.where(self.chance(p, n)[:, None], weights, (offsets == 0).to(x.dtype))
        weights = (weights / weights.sum(dim=1, keepdim=True)).view(n, 1, 1, 1, -1)
        rows = F.pad(x, (radius, radius, 0, 0), mode="reflect")
        x = sum(weights[..., i] * rows[..., i:i + size] for i in range(2 * radius + 1))
        columns = F.pad(x, (0, 0, radius, radius), mode="reflect")
        return sum(weights[..., i] * columns[:, :, i:i + size] for i in range(2 * radius + 1)).clamp(0, 1)

    def batch(self, sources, recipe):
        """Normalised views of one batch: (2,B,3,g,g) global ones and (locals,B,3,l,l) local ones.
        sources: [(Images, how many)]."""
        big, small = [], []
        for images, count in sources:
            if not count:
                continue
            index = self.draw(images, count)
            windows = self.windows(images, index, recipe["window"])
            shrink = 2 if images.pixels.shape[-1] > recipe["global_size"] else 1
            big.append(self.crop(images, index, windows, recipe["global_size"], 2, (recipe["split"], 1.0), shrink))
            small.append(self.crop(images, index, windows, recipe["local_size"], recipe["locals"],
                                   (recipe["smallest"], recipe["split"]), shrink))
        big, small = torch.cat(big, dim=1), torch.cat(small, dim=1)
        first, second = self.colour(big[0], 0.8, 0), self.colour(big[1], 0.1, 0.2)
        local = self.colour(small.reshape(-1, *small.shape[2:]), 0.5, 0)
        return normalise(torch.stack([first, second])), normalise(local).reshape(small.shape)

    def blobs(self, rows, h, w, masked):
        """(rows,h*w) masks with exactly `masked` patches each, in blobs: the highest of smooth noise."""
        noise = torch.randn(rows, 1, 4, 4, generator=self.generator, device=self.device)
        noise = F.interpolate(noise, (h, w), mode="bilinear", align_corners=False).flatten(1)
        noise = noise + 0.3 * torch.randn(rows, h * w, generator=self.generator, device=self.device)
        index = noise.topk(masked, dim=1).indices
        return torch.zeros(rows, h * w, dtype=torch.bool, device=self.device).scatter(1, index, True), index


def grey(x):
    return (x * constant(TO_YIQ[0], x.device).view(3, 1, 1)).sum(dim=1, keepdim=True)


def hue_matrix(angle, saturation):
    """(n,3,3): turns and scales the chroma (I and Q of YIQ) and leaves the luma."""
    turn = torch.zeros(len(angle), 3, 3, device=angle.device)
    turn[:, 0, 0] = 1
    turn[:, 1, 1] = turn[:, 2, 2] = torch.cos(angle) * saturation
    turn[:, 1, 2] = -torch.sin(angle) * saturation
    turn[:, 2, 1] = torch.sin(angle) * saturation
    return constant(FROM_YIQ, angle.device) @ turn @ constant(TO_YIQ, angle.device)


def pack(members, folder, limit, camvid_step):
    """Writes part-0.tar.xz ... of at most `limit` bytes: a small JPEG is a third header, which xz removes."""
    os.makedirs(folder, exist_ok=True)
    train = sorted(n for n in members if n.startswith("camvid/imgs/train/"))
    dropped = {n.rsplit("/", 1)[1].rsplit(".", 1)[0] for i, n in enumerate(train) if i % camvid_step}
    names = [n for n in members if not (n.startswith("camvid/") and "/train/" in n
                                        and n.rsplit("/", 1)[1].rsplit(".", 1)[0] in dropped)]
    # What the measures need goes first, so that the first part alone can be trained on and measured; then a
    # fixed shuffle, so that every part holds all classes.
    names.sort(key=lambda n: (not n.startswith(("val/", "camvid/")), zlib.crc32(n.encode())))
    written, groups, group, size = [], [], [], 0
    costs = [len(members[n]) - (560 if n.startswith(("train/", "val/")) else 0) + 24 for n in names]
    even = sum(costs) / math.ceil(sum(costs) / (limit * 0.98))
    for name, cost in zip(names, costs):
        if size >= even:
            groups.append(group)
            group, size = [], 0
        group.append(name)
        size += cost
    groups.append(group)
    for i, group in enumerate(groups):
        path = os.path.join(folder, f"part-{i}.tar.xz")
        with tarfile.open(path, "w:xz", preset=0, format=tarfile.USTAR_FORMAT) as tar:
            for name in sorted(group):
                entry = tarfile.TarInfo(name)
                entry.size = len(members[name])
                tar.addfile(entry, io.BytesIO(members[name]))
        written.append((path, len(group), os.path.getsize(path)))
        if written[-1][2] > limit:
            raise DataError(f"{path}: {written[-1][2]} bytes, over the limit of {limit}; choose a smaller --part-mib")
    return written
