package io.durableemitter.benchmarks.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts figures into the project's page. */
@Command(
    name = "benchmarks/publish",
    description = {
      "Writes the figures that benchmarks/run --json has printed into docs/benchmarks.md, between"
          + " its comments, and its plots into docs/images/benchmarks. What was not measured is"
          + " left out. Further files add what they have, such as the peers of benchmarks/peers-run;"
          + " the machine is that of the first. The same figures and fonts make the same files."
    },
    footer = {
      "",
      "Examples:",
      "  benchmarks/run --json > figures.json",
      "  benchmarks/publish figures.json",
      "  benchmarks/publish figures.json peers.json"
    })
final class PublishCommand implements Callable<Integer> {

  @SuppressWarnings("unused") // picocli asks for it
  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  private boolean help;

  @Parameters(
      index = "0",
      paramLabel = "FIGURES",
      description = "A file with the output of benchmarks/run --json, or with its last line.")
  private Path figures = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "MORE",
      description = "Files with the outputs of benchmarks/run --json or peers-run --json.")
  private List<Path> more = List.of();

  @Option(
      names = "--project",
      defaultValue = ".",
      paramLabel = "FOLDER",
      description = "Where docs/benchmarks.md is; default is this folder.")
  private Path project = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    System.exit(new CommandLine(new PublishCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Results results = read(figures, Results::parse);
    for (Path other : more) {
      results = read(other, results::with);
    }
    Path page = project.resolve(Publication.PAGE);
    require(page);
    try {
      new Publication(project)
          .write(results)
          .forEach(plot -> System.out.println(project.resolve(Publication.PLOTS).resolve(plot)));
    } catch (IllegalArgumentException e) {
      throw refusal(page, e);
    }
    System.out.println(page);
    return CommandLine.ExitCode.OK;
  }

  private Results read(Path file, Function<String, Results> reader) throws IOException {
    require(file);
    try {
      return reader.apply(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw refusal(file, e);
    }
  }

  private void require(Path file) {
    if (!Files.isReadable(file)) {
      throw new ParameterException(spec.commandLine(), file + ": there is no such file");
    }
  }

  private ParameterException refusal(Path file, IllegalArgumentException cause) {
    return new ParameterException(spec.commandLine(), file + ": " + cause.getMessage(), cause);
  }
}
