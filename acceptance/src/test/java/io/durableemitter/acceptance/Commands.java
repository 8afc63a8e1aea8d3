package io.durableemitter.acceptance;

import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.child.ChildProcessBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The commands, each in a JVM of its own. */
final class Commands {

  private Commands() {}

  /** A command that is not started yet. */
  static ChildProcessBuilder of(List<String> arguments) {
    return ChildProcess.of("io.durableemitter.cli.Main").arguments(arguments);
  }

  /** Starts a command without input. */
  static ChildProcess start(Path folder, String... arguments) throws IOException {
    ChildProcess process =
        of(List.of(arguments))
            .options(List.of("-Xmx256m"))
            .folder(folder)
            .output(Files.createTempFile(folder, "command", ".out"))
            .errors(Files.createTempFile(folder, "command", ".err"))
            .start();
    process.endInput();
    return process;
  }

  static String lastLineOf(ChildProcess process) {
    List<String> lines = process.output().lines().toList();
    return lines.get(lines.size() - 1);
  }
}
