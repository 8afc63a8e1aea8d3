package io.durableemitter.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
 * name that no command has is an error, not a silence.
 */
final class Settings implements CommandLine.IDefaultValueProvider {

  private static final String PREFIX = "DURABLE_EMITTER_";
  // read by the launcher script
  private static final Set<String> OTHERS = Set.of("DURABLE_EMITTER_JAVA_OPTS");

  private final Map<String, String> environment;
  private final Properties file = new Properties();

  Settings(Map<String, String> environment, String[] args) {
    this.environment = environment;
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

  /** Fails if a key is not the name of any option. */
  void check(CommandLine commandLine) {
    Set<String> known = new TreeSet<>();
    collect(commandLine, known);
    for (String key : file.stringPropertyNames()) {
      if (!known.contains(key)) {
        throw new CommandException(
            ExitCode.USAGE,
            "the configuration file sets '"
                + key
                + "', but there is no such option; there are "
                + known);
      }
    }
    for (String key : environment.keySet()) {
      if (key.startsWith(PREFIX) && !OTHERS.contains(key) && !known.contains(optionName(key))) {
        throw new CommandException(
            ExitCode.USAGE,
            "the environment sets " + key + ", but there is no option --" + optionName(key));
      }
    }
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
    String name = name(option);
    String key = PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    String fromEnvironment = environment.get(key);
    return fromEnvironment != null ? fromEnvironment : file.getProperty(name);
  }
}
