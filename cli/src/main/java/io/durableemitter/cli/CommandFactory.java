package io.durableemitter.cli;

import picocli.CommandLine;

/** Makes commands that can be told to stop. */
final class CommandFactory implements CommandLine.IFactory {

  private final Shutdown shutdown;

  CommandFactory(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == DemoCommand.class) {
      return type.cast(new DemoCommand(shutdown));
    }
    if (type == EmitCommand.class) {
      return type.cast(new EmitCommand(shutdown));
    }
    if (type == IngressCommand.class) {
      return type.cast(new IngressCommand(shutdown));
    }
    if (type == LettersRedriveCommand.class) {
      return type.cast(new LettersRedriveCommand(shutdown));
    }
    if (type == LettersDiscardCommand.class) {
      return type.cast(new LettersDiscardCommand(shutdown));
    }
    return CommandLine.defaultFactory().create(type);
  }
}
