package io.durableemitter.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Runs a server in a JVM of its own until standard input ends. Arguments: directory, cache. */
final class ChildMain {
  private ChildMain() {}

  public static void main(String[] arguments) throws IOException {
    EmbeddedPostgresServerBuilder builder = EmbeddedPostgresServer.builder();
    if (!arguments[0].isEmpty()) {
      builder.directory(Path.of(arguments[0]));
    }
    if (!arguments[1].isEmpty()) {
      builder.cacheDirectory(Path.of(arguments[1]));
    }
    PrintStream out = System.out;
    try (EmbeddedPostgresServer server = builder.start()) {
      out.println("READY");
      out.println(server.pid());
      out.println(server.directory());
      out.println(server.jdbcUrl());
      while (System.in.read() >= 0) {
        out.flush();
      }
    } catch (EmbeddedPostgresException e) {
      out.println("REFUSED");
      out.println(e.getMessage());
    }
  }
}
