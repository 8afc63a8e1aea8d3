package io.durableemitter.cli;

import io.durableemitter.chipingress.auth.Ed25519Signer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a key pair. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    description = {
      "Makes an Ed25519 key pair that signs tokens.",
      "The private key goes to a new file that only its owner can read; the public key is printed."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter keygen --output billing.pem > billing.pub",
      "  durable-emitter ingress --allow-key billing.pub",
      "  durable-emitter emit --key billing.pem --tls-ca ca.pem --input events.ndjson"
    })
final class KeygenCommand implements Callable<Integer> {

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "durable-emitter-key.pem",
      description =
          "Where the private key goes; an existing file is left alone. Default ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Ed25519Signer key = Ed25519Signer.generate();
    try {
      write(key.toPem().getBytes(StandardCharsets.US_ASCII));
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          ExitCode.FAILED,
          output + " exists already and is left alone; choose another --output",
          e);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.FAILED,
          output
              + " cannot be written: directory "
              + output.toAbsolutePath().getParent()
              + " does not exist",
          e);
    } catch (AccessDeniedException e) {
      throw new CommandException(
          ExitCode.FAILED, output + " cannot be written: permission denied", e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, output + " cannot be written: " + Errors.describe(e), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? EventParser.JSON.writeValueAsString(
                Map.of("publicKey", key.publicKeyHex(), "privateKeyFile", output.toString()))
            : key.publicKeyHex());
    return ExitCode.OK;
  }

  /** The file is never there with rights that let others read it, not even for a moment. */
  private void write(byte[] pem) throws IOException {
    FileAttribute<?>[] rights =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (var channel =
        Files.newByteChannel(
            output, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), rights)) {
      channel.write(ByteBuffer.wrap(pem));
    }
  }
}
