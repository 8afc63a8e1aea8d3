package io.durableemitter.broker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.jspecify.annotations.Nullable;

/**
 * A broker's JVM: formats the data directory if need be, then runs as any broker does. It ends when
 * its standard input does, so that a killed parent leaves neither processes nor data behind.
 */
final class BrokerMain {

  private BrokerMain() {}

  /**
   * Runs a broker.
   *
   * @param args file of properties, which lies in the directory of all brokers, and id of the
   *     cluster
   */
  public static void main(String[] args) {
    endWithParent(Path.of(args[0]).toAbsolutePath().getParent());
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    int status =
        StorageTool.execute(
            new String[] {"format", "--ignore-formatted", "-t", args[1], "-c", args[0]}, out);
    if (status != 0) {
      throw new IllegalStateException("the data directory cannot be formatted: status " + status);
    }
    Kafka.main(new String[] {args[0]});
  }

  /** All of them end then, and each deletes what it finds. */
  private static void endWithParent(@Nullable Path directory) {
    Thread watch = new Thread(() -> awaitEnd(directory), "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void awaitEnd(@Nullable Path directory) {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever written: this waits for the end
      }
      if (directory != null) {
        FileTree.delete(directory);
      }
    } catch (IOException e) {
      e.printStackTrace(
          new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
