// Unpack the browser that the npm package ships into TMPDIR, and print where it lies.
import chromium from "@sparticuz/chromium";

chromium.setGraphicsMode = false;
console.log(await chromium.executablePath());
