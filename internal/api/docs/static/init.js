// Starts the reader on our own document. It is a file and not a script in the
// page, because the content security policy allows no inline scripts.
window.addEventListener("load", function () {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#reader",
    deepLinking: true,
    persistAuthorization: true,
    validatorUrl: null,
  });
});
