package io.durableemitter.embedded;

import java.nio.file.Path;

/** An unpacked PostgreSQL. */
record Binaries(Path home, String version) {

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  String majorVersion() {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }
}
