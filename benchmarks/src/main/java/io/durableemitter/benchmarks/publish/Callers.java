package io.durableemitter.benchmarks.publish;

import java.util.List;

/**
 * Those who emit.
 *
 * @param figure as the names of figures have them
 * @param label for people
 */
record Callers(String figure, String label) {

  static final List<Callers> ALL =
      List.of(
          new Callers("platform.1", "1 caller"),
          new Callers("platform.8", "8 callers"),
          new Callers("platform.64", "64 callers"),
          new Callers("platform.512", "512 callers"),
          new Callers("virtual.512", "512 virtual threads"),
          new Callers("async.4", "4 asynchronous callers"));
}
