package ai.stego.train.config;

import java.util.List;

/** What a setting's text may be. */
public sealed interface SettingType {
  /**
   * Reads a value.
   *
   * @param text as it stands in a file or on the command line
   * @return the value
   * @throws IllegalArgumentException if the text is not one of this type
   */
  Object parse(String text);

  /**
   * What may be written, for people.
   *
   * @return such as {@code "a whole number from 1 to 64"}
   */
  String expected();

  /**
   * A whole number.
   *
   * @param least the least
   * @param most the most
   */
  record Whole(long least, long most) implements SettingType {
    @Override
    public Object parse(String text) {
      long value = Long.parseLong(text);
      if (value < least || value > most) {
        throw new IllegalArgumentException(text);
      }
      return value;
    }

    @Override
    public String expected() {
      return "a whole number from " + least + " to " + most;
    }
  }

  /**
   * A finite number.
   *
   * @param least the least
   * @param most the most
   */
  record Real(double least, double most) implements SettingType {
    @Override
    public Object parse(String text) {
      double value = Double.parseDouble(text);
      if (!(value >= least && value <= most)) {
        throw new IllegalArgumentException(text);
      }
      return value;
    }

    @Override
    public String expected() {
      return "a number from " + least + " to " + most;
    }
  }

  /** Yes or no. */
  record Flag() implements SettingType {
    @Override
    public Object parse(String text) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException(text);
      }
      return text.equals("true");
    }

    @Override
    public String expected() {
      return "true or false";
    }
  }

  /**
   * One of a few words.
   *
   * @param words the words
   */
  record Choice(List<String> words) implements SettingType {
    /**
     * Makes a choice.
     *
     * @param words the words
     * @return the type
     */
    static Choice of(String... words) {
      return new Choice(List.of(words));
    }

    @Override
    public Object parse(String text) {
      if (!words.contains(text)) {
        throw new IllegalArgumentException(text);
      }
      return text;
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", words);
    }
  }
}
