package io.durableemitter.cli;

import io.durableemitter.console.ConsoleBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who is let in to the console: lines of a file, a name, a token and perhaps read-only. */
final class ConsoleTokens {

  private record Line(String name, String token, boolean readOnly) {}

  private final List<Line> lines = new ArrayList<>();

  static ConsoleTokens none() {
    return new ConsoleTokens();
  }

  static ConsoleTokens read(Path file) {
    ConsoleTokens tokens = new ConsoleTokens();
    try {
      int number = 0;
      for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        number++;
        String line = text.strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          tokens.lines.add(parse(file, number, line));
        }
      }
    } catch (NoSuchFileException e) {
      throw new CommandException(ExitCode.USAGE, "--token-file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "--token-file " + file + " cannot be read: " + Errors.message(e), e);
    }
    if (tokens.lines.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--token-file " + file + " has no token; write lines of NAME TOKEN [read-only]");
    }
    return tokens;
  }

  /** The line itself is not told: it may hold a token. */
  private static Line parse(Path file, int number, String line) {
    String[] words = line.split("\\s+", -1);
    boolean readOnly = words.length == 3 && words[2].equals("read-only");
    if (words.length != 2 && !readOnly) {
      throw new CommandException(
          ExitCode.USAGE,
          "--token-file "
              + file
              + ": line "
              + number
              + " must be a name, a token and, if it is for looking only, read-only");
    }
    return new Line(words[0], words[1], readOnly);
  }

  void addTo(ConsoleBuilder console) {
    for (Line line : lines) {
      if (line.readOnly()) {
        console.readOnlyToken(line.name(), line.token());
      } else {
        console.token(line.name(), line.token());
      }
    }
  }
}
