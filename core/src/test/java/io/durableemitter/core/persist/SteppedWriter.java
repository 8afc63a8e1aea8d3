package io.durableemitter.core.persist;

/** Opens what a writer can do without threads of its own. */
public final class SteppedWriter {

  private SteppedWriter() {}

  public static int runOnce(EventWriter writer) {
    return writer.runOnce();
  }
}
