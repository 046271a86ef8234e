package ai.stego.train;

import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.vit.weights.BackboneWeights;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a training run works with.
 *
 * @param config how to train
 * @param images what to train on; if it has labels, a linear probe is trained beside
 * @param validation labelled images to measure on
 * @param weights the backbone, which stays as it is
 * @param backboneName what people call it
 * @param stores where stored features are found, or kept for later runs
 * @param embedBackbone whether the model file shall hold the backbone too
 */
public record TrainingRequest(
    TrainConfig config,
    Dataset images,
    Optional<Dataset> validation,
    BackboneWeights weights,
    String backboneName,
    Path stores,
    boolean embedBackbone) {}
