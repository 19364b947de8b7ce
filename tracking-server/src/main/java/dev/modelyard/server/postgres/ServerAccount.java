package dev.modelyard.server.postgres;

import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The user of the operating system that PostgreSQL runs as, since it refuses to run as root: our
 * own user, or under root an unprivileged one.
 */
final class ServerAccount {
  // Prints the first folder that may not be entered. The real check, so that ACLs count, too.
  private static final String FIRST_CLOSED_FOLDER =
      "for f in \"$@\"; do [ -x \"$f\" ] || { printf %s \"$f\"; exit 0; }; done";

  /** An unprivileged user to change to. */
  private record User(String name, int uid, int gid) {}

  private final List<String> prefix;
  private final @Nullable User user;

  private ServerAccount(List<String> prefix, @Nullable User user) {
    this.prefix = prefix;
    this.user = user;
  }

  /**
   * Chooses the user: under root the owner of the existing database, or else {@code postgres} or
   * {@code nobody}.
   *
   * @throws StartupException if the tools to start PostgreSQL as that user are missing
   */
  static ServerAccount choose(Path pgdata) {
    try {
      boolean root = Program.run(List.of("id", "-u"), Path.of("/")).output().equals("0");
      if (!isLinux()) {
        if (root) {
          throw new StartupException(
              "The embedded PostgreSQL can not be started by root here. Start the server as an"
                  + " ordinary user, or set MODELYARD_DATABASE_URL.");
        }
        return new ServerAccount(List.of(), null);
      }
      // Its own session: a Ctrl-C at the terminal is for us, and PostgreSQL ends only when we have
      // finished with it. If we are killed, the kernel asks it for a fast shutdown.
      List<String> prefix =
          new ArrayList<>(List.of(tool("setsid"), tool("setpriv"), "--pdeathsig", "INT"));
      if (!root) {
        return new ServerAccount(List.copyOf(prefix), null);
      }
      User user = unprivileged(pgdata);
      prefix.add("--reuid=" + user.uid());
      prefix.add("--regid=" + user.gid());
      prefix.add("--clear-groups");
      return new ServerAccount(List.copyOf(prefix), user);
    } catch (IOException e) {
      throw new StartupException(
          "The user to run the embedded PostgreSQL can not be found out ("
              + e
              + "). Set MODELYARD_DATABASE_URL to use a PostgreSQL server of your own.");
    }
  }

  /** The command that runs a program as this user and ends it when the calling thread ends. */
  List<String> command(List<String> program) {
    return Stream.concat(prefix.stream(), program.stream()).toList();
  }

  /** Gives a file or folder, with everything in it, to the user. */
  void own(Path path) throws IOException {
    if (user != null) {
      FolderTree.chown(path, user.uid(), user.gid());
    }
  }

  /** Like {@link #own}, but without what is in the folder. */
  void ownFolderOnly(Path folder) throws IOException {
    if (user != null) {
      FolderTree.chownOne(folder, user.uid(), user.gid());
    }
  }

  /**
   * Makes sure that the user can reach the data directory. Only the directory itself is opened for
   * the user, if need be; the folders above belong to somebody else.
   *
   * @throws StartupException naming the folder that is closed to the user
   */
  void requireAccess(Path dataDirectory) {
    if (user == null) {
      return;
    }
    try {
      Optional<Path> closed = firstClosedFolder(dataDirectory);
      if (closed.isPresent() && closed.get().equals(dataDirectory)) {
        Files.setAttribute(dataDirectory, "unix:gid", user.gid());
        Files.setPosixFilePermissions(dataDirectory, PosixFilePermissions.fromString("rwx--x---"));
        closed = firstClosedFolder(dataDirectory);
      }
      if (closed.isPresent()) {
        throw new StartupException(
            "PostgreSQL refuses to run as root, and the user "
                + user.name()
                + ", as whom it would run instead, may not enter "
                + closed.get()
                + " on the way to the data directory. Allow that (chmod o+x "
                + closed.get()
                + "), set MODELYARD_DATA_DIR to another folder such as /var/lib/modelyard, or"
                + " start the server as an ordinary user.");
      }
    } catch (IOException e) {
      throw new StartupException(
          "The data directory " + dataDirectory + " can not be checked (" + e + ").");
    }
  }

  private Optional<Path> firstClosedFolder(Path folder) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", FIRST_CLOSED_FOLDER, "sh"));
    for (int depth = 1; depth <= folder.getNameCount(); depth++) {
      command.add(folder.getRoot().resolve(folder.subpath(0, depth)).toString());
    }
    Program.Result result = Program.run(command(command), folder.getRoot());
    if (!result.succeeded()) {
      throw new StartupException(
          "PostgreSQL refuses to run as root, and programs can not be run as another user here ("
              + result.lastLines()
              + "). Start the server as an ordinary user, or set MODELYARD_DATABASE_URL.");
    }
    return Optional.of(result.output()).filter(path -> !path.isEmpty()).map(Path::of);
  }

  private static User unprivileged(Path pgdata) throws IOException {
    if (Files.isDirectory(pgdata)) {
      int owner = (Integer) Files.getAttribute(pgdata, "unix:uid");
      if (owner != 0) {
        // Left as it is, so that the owner can go on without root.
        int group = (Integer) Files.getAttribute(pgdata, "unix:gid");
        return new User(Files.getOwner(pgdata).getName(), owner, group);
      }
    }
    List<String> passwd = Files.readAllLines(Path.of("/etc/passwd"));
    return user("postgres", passwd)
        .or(() -> user("nobody", passwd))
        .orElseThrow(
            () ->
                new StartupException(
                    "PostgreSQL refuses to run as root, and /etc/passwd has neither a user"
                        + " postgres nor nobody. Add one (useradd --system postgres), start the"
                        + " server as an ordinary user, or set MODELYARD_DATABASE_URL."));
  }

  private static Optional<User> user(String name, List<String> passwd) {
    return passwd.stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 3 && fields[0].equals(name))
        .map(fields -> new User(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
        .filter(user -> user.uid() != 0)
        .findFirst();
  }

  private static String tool(String name) {
    String searchPath = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Arrays.stream(searchPath.split(":", -1)), Stream.of("/usr/bin", "/bin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(
            () ->
                new StartupException(
                    "The embedded PostgreSQL needs the program "
                        + name
                        + ", which is missing here. Install the package util-linux, or set"
                        + " MODELYARD_DATABASE_URL to a PostgreSQL server of your own."));
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
  }
}
