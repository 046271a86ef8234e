package ai.stego.cli;

import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.Presets;
import ai.stego.train.config.Setting;
import ai.stego.train.config.SettingType;
import ai.stego.train.config.TrainConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option for every {@link Setting}, so that what a file may say the command line may say too.
 * What is said last in this order holds: the reference's values, a preset, a file, an option.
 */
final class SettingOptions {
  private final Map<Setting, String> given = new EnumMap<>(Setting.class);

  /** Adds the options to a command, under a heading of their own. */
  void addTo(CommandSpec command) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .heading("%nSettings (also keys of --config FILE):%n")
            .exclusive(false)
            .validate(false)
            .multiplicity("0..1");
    for (Setting setting : Setting.values()) {
      group.addArg(option(setting));
    }
    command.addArgGroup(group.build());
  }

  private OptionSpec option(Setting setting) {
    boolean flag = setting.type() instanceof SettingType.Flag;
    OptionSpec.Builder option =
        OptionSpec.builder("--" + setting.key())
            .type(String.class)
            .paramLabel(label(setting.type()))
            .description(setting.description() + " Default: " + setting.fallbackText() + ".")
            .setter(
                new ISetter() {
                  @Override
                  public <T> T set(T value) {
                    if (value != null) {
                      given.put(setting, value.toString());
                    }
                    return value;
                  }
                });
    if (flag) {
      option.arity("0..1").fallbackValue("true").parameterConsumer(SettingOptions::takeFlag);
    }
    return option.build();
  }

  /** Takes what follows a flag only if it is meant for the flag: it may be the photographs. */
  private static void takeFlag(Stack<String> rest, ArgSpec option, CommandSpec command) {
    boolean said = !rest.isEmpty() && rest.peek().matches("true|false");
    option.setValue(said ? rest.pop() : "true");
  }

  private static String label(SettingType type) {
    if (type instanceof SettingType.Choice choice) {
      return String.join("|", choice.words());
    }
    return type instanceof SettingType.Flag ? "true|false" : "N";
  }

  /** Says a setting on behalf of another option. */
  void put(Setting setting, String value) {
    given.put(setting, value);
  }

  /**
   * Puts everything together.
   *
   * @param preset a preset's name, or null
   * @param file a configuration file, or null
   * @param base where to start without a preset
   */
  TrainConfig config(String preset, Path file, TrainConfig base) throws IOException {
    TrainConfig config = preset == null ? base : Presets.get(preset);
    if (file != null) {
      config = ConfigFile.read(file, config);
    }
    return config.with(given);
  }
}
