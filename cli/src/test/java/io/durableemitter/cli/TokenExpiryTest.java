package io.durableemitter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that say when they run out, and private keys that others may read. */
class TokenExpiryTest {

  private static final Clock NOW = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

  private static List<Finding> of(String claims) {
    String payload = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8));
    List<Finding> findings = new ArrayList<>();
    TokenExpiry.of("Bearer e30." + payload + ".canary", NOW, findings);
    return findings;
  }

  @Test
  void aTokenThatHasRunOutOrSoonWillIsTold() {
    assertThat(of("{\"exp\":999999}").get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(of("{\"exp\":1000001}").get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(of("{\"exp\":9000000}").get(0).severity()).isEqualTo(Severity.OK);
    assertThat(of("{\"exp\":999999}").get(0).toString())
        .contains("ran out at 1970-01-12T13:46:39Z")
        .doesNotContain("canary");
  }

  @Test
  void whatDoesNotSayWhenIsLeftAlone() {
    assertThat(of("{}")).isEmpty();
    assertThat(of("{\"exp\":\"soon\"}")).isEmpty();
    assertThat(of("{\"exp\":9e99}")).isEmpty();
    assertThat(of("{\"exp\":9000000000000000000}")).isEmpty();
    assertThat(of("no json")).isEmpty();
    List<Finding> findings = new ArrayList<>();
    TokenExpiry.of("Basic dXNlcjpwYXNz", NOW, findings);
    TokenExpiry.of("a.b.c", NOW, findings);
    assertThat(findings).isEmpty();
  }

  @Test
  void aKeyThatEverybodyMayReadIsTold(@TempDir Path folder) throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(KeyFileRights.of(key).severity()).isEqualTo(Severity.WARNING);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(KeyFileRights.of(key).severity()).isEqualTo(Severity.OK);
    assertThat(KeyFileRights.of(folder.resolve("none")).severity()).isEqualTo(Severity.INFO);
  }
}
