package ai.stego.vit;

import ai.stego.tensor.Tensor;

/**
 * What a backbone says of each patch.
 *
 * @param features (B,h·w,D)
 * @param rows h
 * @param columns w
 */
public record FeatureMap(Tensor features, int rows, int columns) {}
