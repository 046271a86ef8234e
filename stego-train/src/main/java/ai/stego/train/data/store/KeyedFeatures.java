package ai.stego.train.data.store;

import ai.stego.train.data.FeatureSource;

/** Features that say what they are made from. */
public interface KeyedFeatures extends FeatureSource {
  /**
   * A hash of all that decides the features: the photographs, the backbone, how images are prepared
   * and the type that features are rounded to. Features of equal keys are equal on one machine.
   *
   * @return 64 hexadecimal digits
   */
  String key();
}
