package io.durableemitter.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Makes commands; those that can be told to stop take the {@link Shutdown}. */
final class CommandFactory implements CommandLine.IFactory {

  private final Shutdown shutdown;

  CommandFactory(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == Shutdown.class) {
        return type.cast(constructor.newInstance(shutdown));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
