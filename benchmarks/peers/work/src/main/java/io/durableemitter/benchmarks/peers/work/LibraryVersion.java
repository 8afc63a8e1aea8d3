package io.durableemitter.benchmarks.peers.work;

import java.nio.file.Path;
import java.security.CodeSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the library that really runs, from the name of its file. */
public final class LibraryVersion {

  private static final Pattern JAR = Pattern.compile(".+?-(\\d.*)\\.jar");

  private LibraryVersion() {}

  /** That of the library which a class is of; of classes that are no jar, that they are built. */
  public static String of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    Matcher name = JAR.matcher(Path.of(source.getLocation().getPath()).getFileName().toString());
    return name.matches() ? name.group(1) : "this build";
  }
}
