package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchiveTest {

  private final Path target;

  TarArchiveTest(@TempDir Path target) {
    this.target = target;
  }

  @Test
  void unpacksFilesWithTheirParents() throws IOException {
    unpack("a/b/program", '0', "0000755", "hello");
    assertThat(target.resolve("a/b/program")).hasContent("hello").isExecutable();
  }

  @Test
  void unpacksLinks() throws IOException {
    Files.writeString(target.resolve("to"), "content");
    unpack("link", '2', "0000777", "");
    assertThat(Files.readSymbolicLink(target.resolve("link"))).hasToString("to");
  }

  @Test
  void refusesToLeaveTheTarget() {
    assertThatIOException()
        .isThrownBy(() -> unpack("../outside", '0', "0000644", "hello"))
        .withMessageContaining("leads out of the archive");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatIOException()
        .isThrownBy(() -> unpack("name", 'L', "0000644", ""))
        .withMessageContaining("unknown kind of tar entry 'L'");
  }

  private void unpack(String name, char type, String mode, String content) throws IOException {
    byte[] archive = new byte[3 * 512];
    ByteBuffer.wrap(archive)
        .put(0, ascii(name))
        .put(100, ascii(mode))
        .put(124, ascii(String.format("%011o", content.length())))
        .put(156, (byte) type)
        .put(157, ascii(type == '2' ? "to" : ""))
        .put(512, ascii(content));
    new TarArchive(new ByteArrayInputStream(archive), target).unpack();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
