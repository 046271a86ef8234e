package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The pretrained backbones that can be fetched by name: DINO's own files (Caron et al., ICCV 2021;
 * facebookresearch/dino, Apache-2.0).
 */
public final class WeightCatalog {
  /** Where DINO's authors keep their files; the paths of the entries are below it. */
  public static final URI OFFICIAL = URI.create("https://dl.fbaipublicfiles.com/dino/");

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "dino-vits8-300ep",
              "dino_deitsmall8_300ep_pretrain/dino_deitsmall8_300ep_pretrain.pth",
              "ViT-S/8",
              87,
              "the 300-epoch training that STEGO's ViT-S/8 models are built on"),
          new Entry(
              "dino-vits8",
              "dino_deitsmall8_pretrain/dino_deitsmall8_pretrain.pth",
              "ViT-S/8",
              87,
              "another training: the one torch.hub and Hugging Face give; not for STEGO's models"),
          new Entry(
              "dino-vits16",
              "dino_deitsmall16_pretrain/dino_deitsmall16_pretrain.pth",
              "ViT-S/16",
              87,
              "four times fewer tokens than S/8: faster, coarser"),
          new Entry(
              "dino-vitb8",
              "dino_vitbase8_pretrain/dino_vitbase8_pretrain.pth",
              "ViT-B/8",
              343,
              "the backbone of the paper's best results"),
          new Entry(
              "dino-vitb16",
              "dino_vitbase16_pretrain/dino_vitbase16_pretrain.pth",
              "ViT-B/16",
              343,
              "the wide one with the coarse patches"));

  private WeightCatalog() {}

  /**
   * One file that can be fetched.
   *
   * @param name the name to ask for it by
   * @param path where it is below {@link #OFFICIAL} or a mirror
   * @param model the architecture, such as {@code ViT-S/8}
   * @param megabytes about how large it is, in millions of bytes
   * @param note one line on what sets it apart
   */
  public record Entry(String name, String path, String model, int megabytes, String note) {
    /**
     * The name of the file without its folder.
     *
     * @return the last part of the path
     */
    public String fileName() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /**
   * Everything that can be fetched.
   *
   * @return the entries, the one that STEGO's small models need first
   */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  /**
   * Looks a name up.
   *
   * @param name any name
   * @return its entry, or empty if the catalogue does not have it
   */
  public static Optional<Entry> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * Looks up a name that must be there.
   *
   * @param name the name of an entry
   * @return the entry
   * @throws InputException if there is none; the line lists the names that there are
   */
  public static Entry get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new InputException(
                    "no weights are called '"
                        + name
                        + "'; known: "
                        + ENTRIES.stream().map(Entry::name).collect(Collectors.joining(", "))));
  }
}
