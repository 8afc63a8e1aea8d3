package io.durableemitter.cli;

import java.util.function.Function;
import picocli.CommandLine;

/** Numbers as people write them; what is none is refused in words that name no Java type. */
final class Numbers {

  private Numbers() {}

  static void register(CommandLine commandLine) {
    commandLine.registerConverter(int.class, text -> number(text, Integer::valueOf));
    commandLine.registerConverter(Integer.class, text -> number(text, Integer::valueOf));
    commandLine.registerConverter(long.class, text -> number(text, Long::valueOf));
    commandLine.registerConverter(Long.class, text -> number(text, Long::valueOf));
  }

  private static <N> N number(String text, Function<String, N> reading) {
    try {
      return reading.apply(text);
    } catch (NumberFormatException e) {
      throw new CommandLine.TypeConversionException(
          "'"
              + text
              + (text.matches("[+-]?\\d+") ? "' is too large a number" : "' is not a number"));
    }
  }
}
