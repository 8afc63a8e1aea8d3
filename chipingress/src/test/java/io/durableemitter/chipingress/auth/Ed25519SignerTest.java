package io.durableemitter.chipingress.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our signatures against RFC 8032 and against an implementation that is not the JDK's. */
class Ed25519SignerTest {

  // RFC 8032, section 7.1, TEST 3, its secret key wrapped as PKCS#8
  private static final String RFC_PUBLIC =
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
  private static final String RFC_SIGNATURE =
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
          + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
  private static final String RFC_PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3
      -----END PRIVATE KEY-----
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void signsAsTheRfcSaysWithAKeyThatOpensslWrote() throws Exception {
    Ed25519Signer signer = Ed25519Signer.ofPemFile(file(RFC_PEM));

    assertThat(signer.publicKeyHex()).isEqualTo(RFC_PUBLIC);
    assertThat(
            HexFormat.of()
                .formatHex(signer.sign(RFC_PUBLIC, new byte[] {(byte) 0xaf, (byte) 0x82})))
        .isEqualTo(RFC_SIGNATURE);
  }

  @Test
  void anIndependentImplementationAcceptsTheTokenBitByBit() throws Exception {
    Ed25519Signer signer = Ed25519Signer.generate();
    byte[] publicKey = HexFormat.of().parseHex(signer.publicKeyHex());
    Instant now = Instant.parse("2026-11-24T01:02:03.004005006Z");

    AuthToken token = AuthToken.signed(publicKey, signer, Clock.fixed(now, ZoneOffset.UTC));

    assertThat(AuthToken.HEADER).isEqualTo("x-beholder-node-auth-token");
    String[] parts = token.format().split(":", -1);
    assertThat(parts).hasSize(4);
    assertThat(parts[0]).isEqualTo("2");
    assertThat(parts[1]).isEqualTo(signer.publicKeyHex()).isLowerCase();
    assertThat(parts[2]).isEqualTo("1795482123004005006");
    byte[] signature = HexFormat.of().parseHex(parts[3]);
    byte[] signed = new byte[40];
    System.arraycopy(publicKey, 0, signed, 0, 32);
    long nanos = 1795482123004005006L;
    for (int i = 0; i < 8; i++) {
      signed[32 + i] = (byte) (nanos >>> (56 - 8 * i));
    }
    Ed25519PublicKeyParameters independent = new Ed25519PublicKeyParameters(publicKey);
    assertThat(independent.verify(Ed25519.Algorithm.Ed25519, null, signed, 0, 40, signature, 0))
        .isTrue();
    signed[39]++;
    assertThat(independent.verify(Ed25519.Algorithm.Ed25519, null, signed, 0, 40, signature, 0))
        .isFalse();
  }

  @Test
  void theFileItWritesIsTheFileItReads() throws Exception {
    Ed25519Signer made = Ed25519Signer.generate();

    Ed25519Signer read = Ed25519Signer.ofPemFile(file(made.toPem()));

    assertThat(read.publicKeyHex()).isEqualTo(made.publicKeyHex());
    byte[] data = {1, 2, 3};
    assertThat(read.sign(read.publicKeyHex(), data))
        .isEqualTo(made.sign(made.publicKeyHex(), data));
    assertThat(made.toString()).isEqualTo("Ed25519 key " + made.publicKeyHex());
  }

  @Test
  void otherFilesAndKeysAreRefusedByName() throws Exception {
    Path file = file("nonsense");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ed25519Signer.ofPemFile(file))
        .withMessageContaining("is not a PEM file");
    file("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ed25519Signer.ofPemFile(file))
        .withMessageContaining(
            "has a ENCRYPTED PRIVATE KEY; a PRIVATE KEY (PKCS#8, not encrypted)");
    file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ed25519Signer.ofPemFile(file))
        .withMessageContaining("has no Ed25519 private key");
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("EC");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ed25519Signer.of(rsa.generateKeyPair().getPrivate()))
        .withMessageContaining("this is one of EC");
  }

  @Test
  void onlySignsForItsOwnKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ed25519Signer.generate().sign(RFC_PUBLIC, new byte[0]))
        .withMessageContaining("asked to sign with key " + RFC_PUBLIC);
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("key.pem"), text);
  }
}
