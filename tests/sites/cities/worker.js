// The site's service worker, which reads its data by the same library.

importScripts("/npm/dexie/dist/dexie.min.js", "/shared/digest.js", "records.js", "/shared/answer-page.js");
