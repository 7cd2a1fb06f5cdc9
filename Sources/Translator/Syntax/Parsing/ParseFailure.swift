/// An error of the script that stops a production; it is in the log already.
struct ParseFailure: Error {}
