package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerVersionTest {

  /** The build runs tests of the store on several versions, and this one on each of them. */
  @Test
  void theTestsRunOnTheVersionThatTheBuildNames() {
    int version = Integer.parseInt(Database.query("SHOW server_version_num"));
    assertThat(version / 10_000).isEqualTo(Integer.getInteger("postgresql.major", 17));
  }
}
