import Glibc

/// What went wrong with which file.
public enum FileError: Error, Equatable, Sendable {
  /// A system call failed; `code` is its errno.
  case system(Operation, path: String, code: Int32)
  /// A file that is read whole is larger than anything it could rightly hold.
  case tooLarge(path: String, bytes: Int, limit: Int)
  /// Reading a file, and making something of it, takes more memory than there is.
  case noMemory(path: String, need: Int, available: Int)
  /// A folder, a device or a pipe where a file was expected.
  case notAFile(path: String)
  /// An append-only file is shorter than the checkpoint that counts on it.
  case cutShort(path: String, bytes: Int, expected: Int)
  /// Another process works in the run folder; `holder` is what it wrote about itself.
  case locked(folder: String, holder: RunLock.Holder?)
  /// The run folder is no longer the one that was locked.
  case lost(folder: String)

  /// Whether the file itself is at fault, or not there: what else fails (a limit, a permission, a
  /// device) says nothing about what the file holds, and may go well the next time.
  public var isOfContents: Bool {
    switch self {
    case .system(_, _, let code): [ENOENT, ENOTDIR, EISDIR, ELOOP].contains(code)
    case .tooLarge, .notAFile, .cutShort: true
    case .noMemory, .locked, .lost: false
    }
  }

  /// What was being done, as it follows "cannot".
  public enum Operation: String, Sendable {
    case read, write, lock
    case createFolder = "create the folder"
    case list = "list the folder"
    case link = "make the link"
    case rename, remove
  }
}

extension FileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .system(let operation, let path, let code):
      "\(path): cannot \(operation.rawValue): \(Self.reason(code))"
    case .tooLarge(let path, let bytes, let limit):
      "\(path): it holds \(bytes) bytes; at most \(limit) are accepted here"
    case .noMemory(let path, let need, let available):
      "\(path): reading it takes about \(FreeMemory.text(need)) of memory, but only "
        + "\(FreeMemory.text(available)) are left; raise the limit (ulimit -v), or end other programs"
    case .notAFile(let path):
      "\(path): not a file; expected the path of a regular file"
    case .cutShort(let path, let bytes, let expected):
      "\(path): it holds \(bytes) bytes, but the checkpoint counts on \(expected); "
        + "restore the file, or resume from an earlier checkpoint"
    case .locked(let folder, let holder):
      "\(folder): in use by " + (holder.map(Self.phrase) ?? "another process")
        + "; wait for it to end, or choose another run folder"
    case .lost(let folder):
      "\(folder): the folder was removed, moved or replaced while it was in use, "
        + "so nothing more is written to it; move it back and resume, or train anew"
    }
  }

  private static func phrase(_ holder: RunLock.Holder) -> String {
    "process \(holder.process) on \(holder.host)"
  }

  /// The reason, and what to do about it where that is known.
  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOSPC: "no space left on the device; free some space or choose another folder"
    case EDQUOT: "the disk quota is used up; free some space or choose another folder"
    case EFBIG: "it would exceed the largest file allowed here; raise the limit (ulimit -f)"
    case EROFS: "the file system is read-only; choose another folder"
    case EACCES, EPERM: "permission denied; change the permissions or choose another folder"
    case ENOENT: "no such file or folder; check the path"
    case ENOTDIR: "a part of the path is a file, not a folder; check the path"
    case EISDIR: "it is a folder; move it away or choose another name"
    case ENAMETOOLONG: "the name is too long; choose a shorter one"
    case ELOOP: "too many symbolic links; check the path"
    case EMFILE, ENFILE: "too many open files; raise the limit (ulimit -n)"
    case ENOMEM: "the system has no memory left for it; end other programs and try again"
    case EIO: "input/output error; the disk may be failing, so choose another one"
    case ENOLCK, ENOTSUP: "the file system has no locks; choose a folder on another one"
    default: String(cString: strerror(code)).lowercased()
    }
  }
}
