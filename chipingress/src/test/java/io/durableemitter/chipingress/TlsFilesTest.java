package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.chipingress.tls.TlsFiles;
import io.durableemitter.testkit.TestCertificate;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void aKeyOfAnotherCertificateIsRefusedByName() throws Exception {
    Path chain =
        TestCertificate.write(
            folder.resolve("one.pem"), TestCertificate.of("localhost").certificatePem());
    Path key =
        TestCertificate.write(
            folder.resolve("other.key"), TestCertificate.of("localhost").keyPem());
    assertThatThrownBy(() -> TlsFiles.open(TlsConfig.builder().identity(chain, key).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(chain + " and " + key)
        .hasMessageContaining("the key is not that of the certificate");
  }

  @Test
  void aFileThatIsMissingOrIsNoneIsNamed() throws Exception {
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> TlsFiles.open(TlsConfig.builder().trusted(missing).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "cannot read X.509 certificates to trust in PEM form from " + missing);
    Path empty = TestCertificate.write(folder.resolve("empty.pem"), "");
    assertThatThrownBy(() -> TlsFiles.open(TlsConfig.builder().identity(empty, empty).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("private key in PEM form from " + empty);
  }
}
