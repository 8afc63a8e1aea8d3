package io.durableemitter.cli;

import io.durableemitter.api.internal.text.ForeignText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options from the environment and from the file that {@code --config} names. Both are checked: a
 * name that no command has is an error in the file, and told of the environment.
 */
final class Settings implements CommandLine.IDefaultValueProvider {

  private static final String PREFIX = "DURABLE_EMITTER_";
  // read by the launcher script
  private static final Set<String> OTHERS = Set.of("DURABLE_EMITTER_JAVA_OPTS");

  private static final int LONGEST_NAME = 100;

  private final Map<String, String> environment;
  private final List<String> arguments;
  private final Properties file = new Properties();

  Settings(Map<String, String> environment, String[] args) {
    this.environment = environment;
    this.arguments = List.of(args);
    String path = configPath(args);
    if (!path.isEmpty()) {
      load(Path.of(path));
    }
  }

  private String configPath(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith("--config=")) {
        return args[i].substring("--config=".length());
      }
      if (args[i].equals("--config") && i + 1 < args.length) {
        return args[i + 1];
      }
    }
    return environment.getOrDefault(PREFIX + "CONFIG", "");
  }

  private void load(Path path) {
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      file.load(reader);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, "configuration file " + path + " does not exist; check --config", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.USAGE, "configuration file " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Fails if a key of the file is not the name of any option. The environment is shared with
   * others: a name there is told and ignored.
   */
  void check(CommandLine commandLine, PrintWriter err) {
    Set<String> known = new TreeSet<>();
    collect(commandLine, known);
    for (String key : file.stringPropertyNames()) {
      if (!known.contains(key)) {
        throw new CommandException(
            ExitCode.USAGE,
            "the configuration file sets '"
                + ForeignText.oneLine(key, LONGEST_NAME)
                + "', but there is no such option; there are "
                + known);
      }
    }
    environment.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)
              && !OTHERS.contains(key)
              && !known.contains(optionName(key))
              && !KubernetesService.makes(key, value)) {
            err.println(
                "durable-emitter: the environment sets "
                    + ForeignText.oneLine(key, LONGEST_NAME)
                    + ", but there is no such option; it is ignored");
          }
        });
  }

  private static void collect(CommandLine commandLine, Set<String> names) {
    for (OptionSpec option : commandLine.getCommandSpec().options()) {
      names.add(name(option));
    }
    commandLine.getSubcommands().values().forEach(sub -> collect(sub, names));
  }

  private static String optionName(String key) {
    return key.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    if (option.arity().max() == 0 && !Collections.disjoint(List.of(option.names()), arguments)) {
      // picocli turns a flag round that is given and true by default
      return null;
    }
    String name = name(option);
    String key = PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    String fromEnvironment = environment.get(key);
    return fromEnvironment != null && !KubernetesService.makes(key, fromEnvironment)
        ? fromEnvironment
        : file.getProperty(name);
  }
}
