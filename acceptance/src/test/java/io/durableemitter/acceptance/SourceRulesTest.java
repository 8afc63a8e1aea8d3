package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that can be read off the sources only. */
class SourceRulesTest {

  private static final Path ROOT = root();
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
  private static final int LONGEST_CLASS = 300;
  private static final Pattern ERROR_HANDLER =
      Pattern.compile(
          "catch \\((Throwable|Error|OutOfMemoryError|VirtualMachineError) \\w+\\) \\{");
  private static final Pattern NEW = Pattern.compile("\"|->|\\bnew ");
  // texts are what it is for; certificates are read again a moment later
  private static final Set<String> MAY_MAKE = Set.of("ErrorText.java", "FileWatch.java");

  @Test
  void everyPackageIsNullMarked() {
    List<Path> bare =
        sources("main").stream()
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !read(folder.resolve("package-info.java")).contains("@NullMarked"))
            .toList();
    assertThat(bare).isEmpty();
  }

  @Test
  void classesStaySmall() {
    List<String> long_ =
        sources("main").stream()
            .filter(file -> lines(file) > LONGEST_CLASS)
            .map(file -> ROOT.relativize(file) + ": " + lines(file))
            .toList();
    assertThat(long_).isEmpty();

    long[] counts = sources("main").stream().mapToLong(SourceRulesTest::lines).sorted().toArray();
    assertThat(counts[counts.length / 2]).as("median of lines").isLessThan(85);
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(all().filter(file -> UNFINISHED.matcher(read(file)).find()))
        .as("files with a note of unfinished work")
        .isEmpty();
  }

  @Test
  void testsDoNotSleepAndAreNotSwitchedOff() {
    Pattern forbidden =
        Pattern.compile("Thread\\." + "sleep|@" + "Disabled|TimeUnit\\.\\w+\\.sleep");
    assertThat(sources("test").stream().filter(file -> forbidden.matcher(read(file)).find()))
        .isEmpty();
  }

  /**
   * A literal and a lambda are made when they are first used. In a moment without memory that
   * throws, out of the handler, before it has done anything of what it is there for.
   */
  @Test
  void handlersOfErrorsMakeNothingNew() {
    List<String> making = new ArrayList<>();
    for (String module :
        List.of(
            "api",
            "chipingress",
            "core",
            "http",
            "ingress",
            "ingress-kafka",
            "kafka",
            "postgres",
            "spring-boot-starter",
            "traces")) {
      for (Path file : javaFiles(ROOT.resolve(module + "/src/main/java")).toList()) {
        if (!MAY_MAKE.contains(file.getFileName().toString())) {
          handlersOfErrors(read(file))
              .filter(handler -> NEW.matcher(handler).find())
              .forEach(handler -> making.add(ROOT.relativize(file) + ": " + handler.strip()));
        }
      }
    }
    assertThat(making).isEmpty();
  }

  private static Stream<String> handlersOfErrors(String source) {
    String code = source.replaceAll("(?m)^\\s*//.*$", "");
    return ERROR_HANDLER.matcher(code).results().map(found -> block(code, found.end()));
  }

  private static String block(String code, int begin) {
    int end = begin;
    for (int depth = 1; depth > 0; end++) {
      depth += code.charAt(end) == '{' ? 1 : code.charAt(end) == '}' ? -1 : 0;
    }
    return code.substring(begin, end - 1);
  }

  private static Stream<Path> all() {
    return Stream.concat(sources("main").stream(), sources("test").stream())
        .filter(file -> !file.endsWith("SourceRulesTest.java"));
  }

  private static List<Path> sources(String kind) {
    try (Stream<Path> modules = Files.list(ROOT);
        Stream<Path> examples = Files.list(ROOT.resolve("examples"));
        Stream<Path> peers = Files.list(ROOT.resolve("benchmarks/peers"))) {
      return Stream.of(modules, examples, peers)
          .flatMap(folders -> folders)
          .map(module -> module.resolve("src/" + kind + "/java"))
          .filter(Files::isDirectory)
          .flatMap(SourceRulesTest::javaFiles)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lines(Path file) {
    return read(file).lines().count();
  }

  static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path root() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw"))) {
        return folder;
      }
    }
    throw new IllegalStateException("not run from within the project");
  }
}
