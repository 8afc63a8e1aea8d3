package io.durableemitter.chaos.exhaustion;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Our class path. In a build it has folders, whose every class is a file to open; whoever runs the
 * modules has jars, which are open already.
 */
public final class ClassPath {

  private static final String ENDING = ".class";

  private ClassPath() {}

  /** Opens all jars, and loads all classes of folders but tests. */
  public static void load() throws IOException {
    try {
      Class.forName("no.such.Thing");
      throw new IllegalStateException("there is such a thing");
    } catch (ClassNotFoundException e) {
      // looked for in every jar
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path folder = Path.of(entry);
      if (Files.isDirectory(folder)) {
        loadAll(folder);
      }
    }
  }

  private static void loadAll(Path folder) throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.walk(folder)) {
      names =
          files
              .map(file -> folder.relativize(file).toString())
              .filter(file -> file.endsWith(ENDING) && !file.contains("Test"))
              .filter(file -> !file.endsWith("package-info.class"))
              .map(file -> file.substring(0, file.length() - ENDING.length()).replace('/', '.'))
              .toList();
    }
    for (String name : names) {
      try {
        Class.forName(name, false, ClassPath.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(name + " has just been seen", e);
      }
    }
  }
}
