/// Where this checkout lies.
public enum Repository {
  /// The path of its top folder, without a slash at the end.
  public static let path = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    .dropLast(3).joined(separator: "/")
}
