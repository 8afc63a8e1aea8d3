package io.durableemitter.benchmarks.speed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Has {@code benchmarks/peers-run} measure other libraries: a program of its own, since their
 * libraries are a build of their own.
 */
final class PeersRun {

  /** What {@code --only} calls it. */
  static final String GROUP = "peers";

  private final Path program;
  private final int rounds;

  PeersRun(Path program, int rounds) {
    this.program = program;
    this.rounds = rounds;
  }

  /**
   * Runs it; it says on the standard error how far it is.
   *
   * @param out for its table
   * @return one object for each library
   * @throws IOException if it has no figures to tell
   */
  JsonNode measure(PrintStream out) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(program.toString(), "--json", "--rounds", String.valueOf(rounds)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread end = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      process.getOutputStream().close();
      String last = lastLine(process, out);
      return peers(last, process.waitFor());
    } finally {
      Runtime.getRuntime().removeShutdownHook(end);
      process.destroy();
    }
  }

  /** The line with the figures; those before it are for people. */
  private static String lastLine(Process process, PrintStream out) throws IOException {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String last = output.readLine();
      if (last == null) {
        return "";
      }
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        out.println(last);
        last = line;
      }
      return last;
    }
  }

  /** It ends with 1 if a library lost an event; then there are figures all the same. */
  private JsonNode peers(String last, int exit) throws IOException {
    try {
      JsonNode peers = new ObjectMapper().readTree(last).path("peers");
      if (peers.isArray()) {
        return peers;
      }
    } catch (JsonProcessingException e) {
      throw new IOException(ended(last, exit), e);
    }
    throw new IOException(ended(last, exit));
  }

  private String ended(String last, int exit) {
    return "the peers were not measured: "
        + program
        + " ended with "
        + exit
        + (last.isEmpty() ? "" : ", and said last: " + last);
  }
}
