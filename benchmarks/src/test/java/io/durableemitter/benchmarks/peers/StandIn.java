package io.durableemitter.benchmarks.peers;

import java.util.List;

/** A program that behaves as some peer might. */
final class StandIn {

  private static final String FIGURES =
      "{\"name\":\"standin\",\"version\":\"1\",\"settings\":\"none\",\"producers\":1,"
          + "\"persistedPerSecond\":20,\"deliveredPerSecond\":20,\"endToEndPerSecond\":10,"
          + "\"left\":7,\"duplicates\":3,\"missing\":2,"
          + "\"p50Millis\":1,\"p99Millis\":2,\"processorMicrosPerEvent\":5}";

  private StandIn() {}

  /** Says what may be wrong with figures. */
  static final class Faulty {
    public static void main(String[] arguments) {
      System.out.println("something before");
      System.out.println(FIGURES);
    }
  }

  /** Ends with a code of its own. */
  static final class Dying {
    public static void main(String[] arguments) {
      System.out.println(FIGURES);
      System.err.println("no more memory");
      System.exit(3);
    }
  }

  /** Never ends. */
  static final class Hanging {
    public static void main(String[] arguments) throws InterruptedException {
      System.err.println("waiting");
      Thread.currentThread().join();
    }
  }

  /** Prints what it was given. */
  static final class Chatting {
    public static void main(String[] arguments) {
      System.out.println(List.of(arguments));
    }
  }

  static PeerProgram program(Class<?> main) {
    return new PeerProgram("standin", main.getName(), PeerProgram.ours().classPath(), "");
  }
}
