package io.durableemitter.chaos.child;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts a {@link ChildProcess}. Not safe for use by several threads. */
public final class ChildProcessBuilder {

  /** What the launcher gives a JVM that would warn of its libraries' use of it. */
  private static final List<String> NEWER =
      Runtime.version().feature() < 24
          ? List.of()
          : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final String mainClass;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private List<String> before = List.of();
  private List<String> options = List.of();
  private List<String> arguments = List.of();
  private Optional<Path> folder = Optional.empty();
  private Optional<Path> output = Optional.empty();
  private Optional<Path> errors = Optional.empty();
  private boolean showErrors;

  ChildProcessBuilder(String mainClass) {
    this.mainClass = mainClass;
  }

  /** Words before the command, of a program that limits what it runs. */
  public ChildProcessBuilder before(List<String> words) {
    before = List.copyOf(words);
    return this;
  }

  /** Options of the JVM. */
  public ChildProcessBuilder options(List<String> values) {
    options = List.copyOf(values);
    return this;
  }

  /** Arguments of the program. */
  public ChildProcessBuilder arguments(List<String> values) {
    arguments = List.copyOf(values);
    return this;
  }

  /** Sets a variable of its environment, as for what has a password. */
  public ChildProcessBuilder variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Where it runs; where we do if not given. */
  public ChildProcessBuilder folder(Path path) {
    folder = Optional.of(path);
    return this;
  }

  /** The file that all it says is appended to. */
  public ChildProcessBuilder output(Path file) {
    output = Optional.of(file);
    return this;
  }

  /** The file that what it says on its standard error is appended to. */
  public ChildProcessBuilder errors(Path file) {
    errors = Optional.of(file);
    return this;
  }

  /** Shows what it says on its standard error as we show ours. */
  public ChildProcessBuilder showErrors() {
    showErrors = true;
    return this;
  }

  /** The words that would start it. */
  public List<String> command() {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(NEWER);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), mainClass));
    command.addAll(arguments);
    return command;
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * Starts it.
   *
   * @throws IllegalStateException if there is no file for its output
   */
  public ChildProcess start() throws IOException {
    Path file = output.orElseThrow(() -> new IllegalStateException("output(...) is missing"));
    ProcessBuilder builder =
        new ProcessBuilder(command())
            .redirectOutput(Redirect.appendTo(file.toFile()))
            .redirectErrorStream(errors.isEmpty() && !showErrors);
    builder.environment().putAll(environment);
    folder.ifPresent(path -> builder.directory(path.toFile()));
    errors.ifPresent(path -> builder.redirectError(Redirect.appendTo(path.toFile())));
    if (showErrors) {
      builder.redirectError(Redirect.INHERIT);
    }
    return new ChildProcess(builder.start(), file, errors);
  }
}
