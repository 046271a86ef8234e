# Writes the small images beside it, which the JDK cannot write itself. Needs Pillow 12.
from PIL import Image

W, H = 23, 17


def base():
    im = Image.new("RGB", (W, H))
    for y in range(H):
        for x in range(W):
            im.putpixel((x, y), (11 * x, 15 * y, 128 + 5 * x - 7 * y))
    return im


im = base()
im.convert("CMYK").save("cmyk.jpg", quality=95, subsampling=0)
im.save("progressive.jpg", progressive=True, quality=95, subsampling=0)
im.save("subsampled.jpg", quality=90, subsampling=2)
im.convert("L").save("grey.jpg", quality=95)
im.save("lossless.webp", lossless=True)
im.save("lossy.webp", quality=95)
ex = Image.Exif()
ex[0x0112] = 6
im.save("oriented.webp", lossless=True, exif=ex)
im.save("oriented.png", exif=ex)
im.save("oriented.tif", exif=ex)
rgba = im.convert("RGBA")
rgba.putalpha(Image.new("L", (W, H), 102))
rgba.save("alpha.webp", lossless=True)
im.quantize(16).save("palette.png")
im.save("lzw.tif", compression="tiff_lzw")
im.save("deflate.tif", compression="tiff_adobe_deflate")
im.save("jpeg.tif", compression="jpeg", quality=95)
im.save("two-pages.tif", save_all=True, append_images=[Image.new("RGB", (5, 5), "red")])
im.save("plain.bmp")
red = Image.new("RGB", im.size, "red")
im.save("animated.webp", save_all=True, append_images=[red], lossless=True)
im.quantize(16).save("palette.bmp")


# What the reference's resizing gives (torchvision's Resize and CenterCrop rules on Pillow).
def prepared(image, r, how):
    w, h = image.size
    if w > h:
        size = (int(r * w / h), r)
    else:
        size = (r, int(r * h / w))
    resized = image.resize(size, how)
    left = int(round((size[0] - r) / 2.0))
    top = int(round((size[1] - r) / 2.0))
    return resized.crop((left, top, left + r, top + r))


for r in (8, 16, 40):
    prepared(im, r, Image.NEAREST).save(f"nearest-{r}.png")
    prepared(im, r, Image.BILINEAR).save(f"bilinear-{r}.png")
    prepared(im.transpose(Image.ROTATE_90), r, Image.BILINEAR).save(f"bilinear-tall-{r}.png")
