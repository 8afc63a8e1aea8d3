package io.durableemitter.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** Says which option is wrong, where a builder has refused what it was given. */
final class OptionErrors {

  private OptionErrors() {}

  /** Messages begin with the name of what is wrong; here it is an option. */
  static CommandException named(CommandSpec spec, IllegalArgumentException error) {
    String message = Errors.describe(error).replaceFirst("^bindAddress", "bind");
    String name = message.replaceFirst("[ :].*", "");
    String option = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    String shown =
        spec.optionsMap().containsKey("--" + option)
            ? "--" + option + message.substring(name.length())
            : message;
    return new CommandException(ExitCode.USAGE, shown, error);
  }
}
