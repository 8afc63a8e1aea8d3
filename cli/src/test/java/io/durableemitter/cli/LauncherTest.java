package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a tree of its own, whose Maven and Java only note that they were run. */
@Timeout(120)
class LauncherTest {

  @TempDir private Path tree = Path.of("");

  @BeforeEach
  void plant() throws Exception {
    Files.createDirectories(tree.resolve("cli/target"));
    Files.createDirectories(tree.resolve("jdk/bin"));
    Files.writeString(tree.resolve("cli/pom.xml"), "<project/>");
    program("durable-emitter", Files.readString(TestFolders.root().resolve("durable-emitter")));
    // two at once get into each other's way, as two Mavens do
    program(
        "mvnw",
        """
        #!/bin/sh
        mkdir building || exit 1
        echo build >>builds
        until [ -e go ]; do :; done
        touch cli/target/durable-emitter.jar
        rmdir building
        """);
    program(
        "jdk/bin/java",
        """
        #!/bin/sh
        case $1 in -XshowSettings*) echo '    java.specification.version = 17'; exit;; esac
        echo run
        """);
  }

  @Test
  void twoFirstLaunchesAtOnceBuildOnceAndBothRun() throws Exception {
    Process first = launch("first");
    Eventually.holds(() -> Files.exists(tree.resolve("building")));
    Process second = launch("second");
    Eventually.holds(() -> text("second.err").contains("waiting") || !second.isAlive());
    Files.createFile(tree.resolve("go"));
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).as(text("first.err")).isZero();
    assertThat(second.exitValue()).as(text("second.err")).isZero();
    assertThat(text("second.err")).contains("another launch is building");
    assertThat(text("first.out") + text("second.out")).isEqualTo("run\nrun\n");
    assertThat(text("builds")).isEqualTo("build\n");
  }

  @Test
  void aKilledLauncherLocksNobodyOut() throws Exception {
    Process first = launch("first");
    Eventually.holds(() -> Files.exists(tree.resolve("building")));
    first.destroy();
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isNotZero();
    Files.delete(tree.resolve("building"));
    Files.createFile(tree.resolve("go"));
    Process second = launch("second");
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).as(text("second.err")).isZero();
  }

  private Process launch(String name) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(tree.resolve("durable-emitter").toString(), "demo")
            .redirectOutput(tree.resolve(name + ".out").toFile())
            .redirectError(tree.resolve(name + ".err").toFile());
    builder.environment().put("JAVA_HOME", tree.resolve("jdk").toString());
    return builder.start();
  }

  private void program(String name, String text) throws IOException {
    Files.setPosixFilePermissions(
        Files.writeString(tree.resolve(name), text), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String text(String name) throws IOException {
    return Files.readString(tree.resolve(name));
  }
}
